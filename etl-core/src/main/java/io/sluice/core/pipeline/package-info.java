/**
 * The loop from source to lake: decode in parallel, decide in one thread, encode and commit alongside. What is decided is
 * in {@code engine}, and its state belongs to the thread that runs the pipeline.
 */
package io.sluice.core.pipeline;
