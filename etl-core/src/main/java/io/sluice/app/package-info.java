/**
 * What the runners share and an embedding program may want: configuration, reports, text for people, exit codes. Not part
 * of the domain: nothing in {@code io.sluice.core} depends on it.
 */
package io.sluice.app;
