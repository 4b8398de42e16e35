/**
 * The loop from source to lake: decode in parallel, decide in one thread, encode and commit beside it. All state that
 * decides anything is in {@code Decisions} and belongs to the thread that runs the pipeline.
 */
package io.sluice.core.pipeline;
