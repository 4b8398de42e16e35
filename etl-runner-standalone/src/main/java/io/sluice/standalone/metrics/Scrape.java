package io.sluice.standalone.metrics;

/**
 * All metrics at one moment, as text.
 *
 * @param contentType which format it is, for the header of that name
 * @param body not to be changed
 */
public record Scrape(String contentType, byte[] body) {}
