package io.sluice.lake.scan;

import org.apache.parquet.VersionParser;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.VersionParser.VersionParseException;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Readers of single columns. */
final class ColumnReaders {
    private ColumnReaders() {}

    /** A reader of the pages of a column, standing at its first row. */
    static ColumnReader of(
            ColumnDescriptor column, PageReadStore pages, FileMetaData metadata, PrimitiveConverter converter) {
        return new ColumnReaderImpl(column, pages.getPageReader(column), converter, writer(metadata.getCreatedBy()));
    }

    /** A converter for columns whose reader is asked for values directly. */
    static PrimitiveConverter unused() {
        return new PrimitiveConverter() {};
    }

    /** Who wrote the file, which matters for a fault of old writers only; null where it cannot be told. */
    private static ParsedVersion writer(String createdBy) {
        try {
            return createdBy == null ? null : VersionParser.parse(createdBy);
        } catch (VersionParseException e) {
            return null;
        }
    }
}
