/** The Spark runner. */
package io.sluice.spark;
