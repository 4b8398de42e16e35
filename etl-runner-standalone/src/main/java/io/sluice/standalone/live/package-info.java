/** The live page of a run: what it remembers of the recent past, and how that is shown. */
package io.sluice.standalone.live;
