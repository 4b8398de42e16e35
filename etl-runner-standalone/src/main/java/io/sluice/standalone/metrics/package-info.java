/**
 * What a run and a producer measure, in the text formats of Prometheus. The only place that knows its library.
 */
package io.sluice.standalone.metrics;
