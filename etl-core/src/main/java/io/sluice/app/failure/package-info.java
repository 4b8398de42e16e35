/** How a process ends: exit codes, and the one mapping from a failure to its code and its message. */
package io.sluice.app.failure;
