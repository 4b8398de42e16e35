/**
 * What the core needs from the world, in its own words: sources, the lake, metrics. Adapters implement these; each has a
 * contract test in the test-jar that every implementation passes.
 */
package io.sluice.core.port;
