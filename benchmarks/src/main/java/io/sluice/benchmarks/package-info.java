/** What each stage costs per event, measured by JMH on generated events of the built-in schema. */
package io.sluice.benchmarks;
