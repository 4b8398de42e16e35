/**
 * Statistics whose digits are a function of the values alone, not of their order, batches or threads: exact sums, and
 * what follows from them rounded once; exact quantiles and quantile digests built in a canonical way.
 */
package io.sluice.core.statistics;
