/** Event time: one clock per source partition, the watermark over all of them, and values kept by epoch interval. */
package io.sluice.core.time;
