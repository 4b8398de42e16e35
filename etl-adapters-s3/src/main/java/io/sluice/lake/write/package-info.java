/** Files in the making: rows spread over tables and hours, staged until a commit takes them. */
package io.sluice.lake.write;
