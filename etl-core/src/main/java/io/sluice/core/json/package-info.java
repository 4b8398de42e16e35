/** JSON values as a schema sees them: exact numbers, objects without an order, equality by value. */
package io.sluice.core.json;
