/**
 * The one thing the lake asks of storage: a handful of operations on named objects, small enough that a local folder and
 * an object store can both give them with the same guarantees.
 */
package io.sluice.lake.store;
