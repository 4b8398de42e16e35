/**
 * Made-up events for demos, benchmarks and tests: pure, seeded, from any schema. The same specification gives the same
 * bytes on every machine.
 */
package io.sluice.core.generate;
