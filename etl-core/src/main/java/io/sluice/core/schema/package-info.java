/** The one schema file: compiled from JSON Schema, compared, and refused where it asks for a check nobody makes. */
package io.sluice.core.schema;
