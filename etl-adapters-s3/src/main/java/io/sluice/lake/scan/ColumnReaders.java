package io.sluice.lake.scan;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Readers of single columns, which the library only gives to those who bring a converter for a whole record. */
final class ColumnReaders {
    private ColumnReaders() {}

    /** A reader of the pages of a column, standing at its first row. */
    static ColumnReader of(
            ColumnDescriptor column, PageReadStore pages, FileMetaData metadata, PrimitiveConverter converter) {
        Converter record = converter;
        for (int depth = 0; depth < column.getPath().length; depth++) {
            record = new OnlyChild(record);
        }
        return new ColumnReadStoreImpl(pages, record.asGroupConverter(), metadata.getSchema(), metadata.getCreatedBy())
                .getColumnReader(column);
    }

    /** A converter for columns whose reader is asked for values directly. */
    static PrimitiveConverter unused() {
        return new PrimitiveConverter() {};
    }

    /** A group whose every child is the same converter: the path to the one column that is read. */
    private static final class OnlyChild extends GroupConverter {
        private final Converter child;

        OnlyChild(Converter child) {
            this.child = child;
        }

        @Override
        public Converter getConverter(int fieldIndex) {
            return child;
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
