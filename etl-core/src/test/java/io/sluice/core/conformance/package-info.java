/**
 * The conformance kit: logs that try to break a pipeline, and a slow, obvious, independent model that says which rows
 * must come of them. It shares no code with the decoder, the clocks, the deduplication, the windows or the statistics of
 * the product: only the compiled schema and the configuration.
 */
package io.sluice.core.conformance;
