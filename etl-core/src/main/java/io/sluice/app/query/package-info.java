/** The percentile question as both runners ask it: the table of its options, and what is done with the answer. */
package io.sluice.app.query;
