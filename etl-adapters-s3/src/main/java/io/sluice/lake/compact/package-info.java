/** Compaction: which hours have files to merge, the merge, and the commit that replaces them. */
package io.sluice.lake.compact;
