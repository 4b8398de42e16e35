/**
 * Reads the events table hour by hour and column by column, for the daily question: no record is assembled, columns and
 * days that are not asked for are not read.
 */
package io.sluice.lake.scan;
