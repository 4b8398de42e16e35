/** The executable jar in processes of its own, as people run it. */
package io.sluice.standalone.e2e;
