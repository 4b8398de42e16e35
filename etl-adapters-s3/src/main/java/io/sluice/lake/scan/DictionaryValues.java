package io.sluice.lake.scan;

import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.api.Binary;

/** The values of a dictionary in the order of their ids, read as those of a page are. */
final class DictionaryValues extends ValuesReader {
    private final Dictionary dictionary;
    private int id;

    DictionaryValues(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    int count() {
        return dictionary.getMaxId() + 1;
    }

    @Override
    public boolean readBoolean() {
        return dictionary.decodeToBoolean(id++);
    }

    @Override
    public Binary readBytes() {
        return dictionary.decodeToBinary(id++);
    }

    @Override
    public float readFloat() {
        return dictionary.decodeToFloat(id++);
    }

    @Override
    public double readDouble() {
        return dictionary.decodeToDouble(id++);
    }

    @Override
    public int readInteger() {
        return dictionary.decodeToInt(id++);
    }

    @Override
    public long readLong() {
        return dictionary.decodeToLong(id++);
    }

    @Override
    public void skip() {
        id++;
    }
}
