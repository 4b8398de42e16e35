/** How a process ends. */
package io.sluice.app.process;
