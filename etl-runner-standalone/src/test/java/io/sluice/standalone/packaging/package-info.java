/** What the build does to the executable jar. */
package io.sluice.standalone.packaging;
