/** The sluice command: configuration, wiring, commands. */
package io.sluice.standalone;
