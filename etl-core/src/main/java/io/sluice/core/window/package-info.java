/** Tumbling windows in event time: which aggregates, kept how, closed when. */
package io.sluice.core.window;
