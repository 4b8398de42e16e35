/** Deduplication by event id within a horizon of event time, exactly, in memory that configuration bounds. */
package io.sluice.core.dedup;
