/** The log of commit records: how they are written down, found again and read, and which files they make live. */
package io.sluice.lake.commit;
