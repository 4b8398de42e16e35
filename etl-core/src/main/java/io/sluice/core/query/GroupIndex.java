package io.sluice.core.query;

import io.sluice.core.port.EventScan.EventBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the groups of one hour in the order they are met. The code of a single by-column is looked up in an array;
 * codes of several are folded pair by pair, so a row costs one look-up per column and its values are only looked at when
 * a combination is new.
 */
final class GroupIndex {
    /** The number of a row that lacks one of the by-values. */
    static final int NONE = -1;

    /** The numbers of codes, where there is one by-column only. */
    private int[] ofCode = new int[0];
    /** For every by-column but the first: what came of the columns before it, and its code, to a number. */
    private final PairTable[] levels;

    private final Map<List<Object>, Integer> numbers = new HashMap<>();
    private final List<List<Object>> groups = new ArrayList<>();
    private int[] ofRow = new int[0];

    GroupIndex(int byColumns) {
        levels = new PairTable[byColumns];
        for (int i = 1; i < byColumns; i++) {
            levels[i] = new PairTable();
        }
    }

    /** The by-values of the groups, by number. */
    List<List<Object>> groups() {
        return groups;
    }

    /** The number of each row's group, or {@link #NONE}; valid until the next call. */
    int[] numbersOf(EventBlock block) {
        int rows = block.rows();
        if (ofRow.length < rows) {
            ofRow = new int[rows];
        }
        if (levels.length == 0) {
            Arrays.fill(ofRow, 0, rows, 0);
            if (groups.isEmpty()) {
                number(List.of());
            }
            return ofRow;
        }
        if (!block.keepsCodes()) {
            forgetCodes();
        }
        if (levels.length == 1) {
            look(block, block.codes(0), rows);
            return ofRow;
        }
        System.arraycopy(block.codes(0), 0, ofRow, 0, rows);
        for (int column = 1; column < levels.length; column++) {
            fold(block, column, block.codes(column), rows);
        }
        return ofRow;
    }

    private void forgetCodes() {
        Arrays.fill(ofCode, NONE);
        for (int column = 1; column < levels.length; column++) {
            levels[column].clear();
        }
    }

    private void look(EventBlock block, int[] codes, int rows) {
        for (int row = 0; row < rows; row++) {
            int code = codes[row];
            if (code < 0) {
                ofRow[row] = NONE;
            } else {
                int number = code < ofCode.length ? ofCode[code] : NONE;
                ofRow[row] = number == NONE ? numberOfCode(block, row, code) : number;
            }
        }
    }

    private int numberOfCode(EventBlock block, int row, int code) {
        if (code >= ofCode.length) {
            int known = ofCode.length;
            ofCode = Arrays.copyOf(ofCode, Math.max(code + 1, 2 * known));
            Arrays.fill(ofCode, known, ofCode.length, NONE);
        }
        ofCode[code] = number(valuesOf(block, row));
        return ofCode[code];
    }

    private void fold(EventBlock block, int column, int[] codes, int rows) {
        PairTable level = levels[column];
        boolean last = column == levels.length - 1;
        for (int row = 0; row < rows; row++) {
            int prefix = ofRow[row];
            if (prefix == NONE || codes[row] < 0) {
                ofRow[row] = NONE;
                continue;
            }
            int number = level.find(prefix, codes[row]);
            if (number < 0) {
                number = last ? number(valuesOf(block, row)) : level.size();
                level.put(prefix, codes[row], number);
            }
            ofRow[row] = number;
        }
    }

    private static List<Object> valuesOf(EventBlock block, int row) {
        List<Object> values = new ArrayList<>();
        for (int column = 0; column < block.byColumns(); column++) {
            values.add(block.byValue(column, block.codes(column)[row]));
        }
        return List.copyOf(values);
    }

    private int number(List<Object> values) {
        Integer known = numbers.putIfAbsent(values, groups.size());
        if (known != null) {
            return known;
        }
        groups.add(values);
        return groups.size() - 1;
    }

    /** Pairs of small integers to numbers: open addressing with linear probing, half full at most. */
    private static final class PairTable {
        private long[] keys = new long[32];
        private int[] values = new int[32];
        private int size;

        int size() {
            return size;
        }

        int find(int first, int second) {
            int slot = slot(key(first, second));
            return keys[slot] == 0 ? NONE : values[slot];
        }

        void put(int first, int second, int value) {
            if (2 * (size + 1) > keys.length) {
                grow();
            }
            long key = key(first, second);
            int slot = slot(key);
            keys[slot] = key;
            values[slot] = value;
            size++;
        }

        void clear() {
            Arrays.fill(keys, 0);
            size = 0;
        }

        /** Never 0, which marks free slots. */
        private static long key(int first, int second) {
            return ((long) first << 32 | second) + 1;
        }

        private int slot(long key) {
            int mask = keys.length - 1;
            int slot = (int) (key * 0x9e3779b97f4a7c15L >>> 40) & mask;
            while (keys[slot] != 0 && keys[slot] != key) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        private void grow() {
            long[] oldKeys = keys;
            int[] oldValues = values;
            keys = new long[2 * oldKeys.length];
            values = new int[2 * oldKeys.length];
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldKeys[i] != 0) {
                    int slot = slot(oldKeys[i]);
                    keys[slot] = oldKeys[i];
                    values[slot] = oldValues[i];
                }
            }
        }
    }
}
