/** The Spark runner as its users start it: the built jar, Spark's own launcher, processes of their own. */
package io.sluice.architecture.spark;
