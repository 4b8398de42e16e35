/** What a run measures, as plain families of samples; each runner renders them with the metrics library it carries. */
package io.sluice.app.metrics;
