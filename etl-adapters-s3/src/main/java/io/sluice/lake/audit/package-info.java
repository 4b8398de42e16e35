/** Looks at a lake as it stands, without taking it over: what is in it, and whether that is what the records say. */
package io.sluice.lake.audit;
