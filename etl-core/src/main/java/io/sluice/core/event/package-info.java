/**
 * Records on their way to becoming events: raw batches, the decoder that validates them, typed columns, rejections.
 * Columns instead of objects: a schema that users bring rules out one Java field per JSON field, and typed arrays hold
 * any schema without boxing.
 */
package io.sluice.core.event;
