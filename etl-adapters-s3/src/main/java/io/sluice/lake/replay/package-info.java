/** Rejected records decoded once more, and the commit of those that are valid now. */
package io.sluice.lake.replay;
