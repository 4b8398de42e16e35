/**
 * What is decided about a record once it is decoded, and the state it is decided by: clocks and watermark, late,
 * duplicate or event, open windows, the accounting. Functions of the log alone: no thread, no clock, no I/O. Both
 * runners, the audit's replay and the replay of rejected records call these rules; there is no second copy of them.
 */
package io.sluice.core.engine;
