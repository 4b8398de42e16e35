package io.sluice.lake.parquet;

import org.apache.parquet.io.api.PrimitiveConverter;

/** A place for values that nobody puts there: column readers insist on one, but values are asked of them directly. */
final class IgnoredValues extends PrimitiveConverter {
    static final IgnoredValues INSTANCE = new IgnoredValues();

    private IgnoredValues() {}
}
