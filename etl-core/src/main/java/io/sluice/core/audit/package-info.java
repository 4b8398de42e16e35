/**
 * The proof of the accounting: commit records that follow on one another, rows that are there as often as the records
 * say, and a source that, read again, gives the same rows. Pure: adapters hand records, rows and batches over.
 *
 * <p>{@link io.sluice.core.audit.CommitChain} looks at the records alone, {@link io.sluice.core.audit.RowAudit} at the
 * rows' source offsets, {@link io.sluice.core.audit.SourceReplay} at the source; all of them tell
 * {@link io.sluice.core.audit.Discrepancies} what they find.
 */
package io.sluice.core.audit;
