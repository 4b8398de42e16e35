package io.sluice.core.pattern;

import java.util.Arrays;
import java.util.List;

/** A set of code points as sorted ranges. Immutable. */
public final class CodePointSet {
    private static final int END = Character.MAX_CODE_POINT + 1;

    static final CodePointSet NONE = new CodePointSet(new int[0]);
    static final CodePointSet ALL = range(0, Character.MAX_CODE_POINT);

    /** Where membership changes, ascending: from the first (inclusive) to the second (exclusive) are members, and so on. */
    private final int[] changes;

    private CodePointSet(int[] changes) {
        this.changes = changes;
    }

    static CodePointSet of(int codePoint) {
        return range(codePoint, codePoint);
    }

    /** The code points from the first to the last, both included. */
    public static CodePointSet range(int first, int last) {
        return new CodePointSet(new int[] {first, last + 1});
    }

    /** Takes what {@link #changes()} gives. */
    static CodePointSet ofChanges(int[] changes) {
        return new CodePointSet(changes);
    }

    /** The bounds of the ranges, ascending; not to be written to. */
    int[] changes() {
        return changes;
    }

    static CodePointSet union(CodePointSet... sets) {
        return union(Arrays.asList(sets));
    }

    static CodePointSet union(List<CodePointSet> sets) {
        int ranges = sets.stream().mapToInt(set -> set.changes.length / 2).sum();
        long[] all = new long[ranges];
        int count = 0;
        for (CodePointSet set : sets) {
            for (int i = 0; i < set.changes.length; i += 2) {
                all[count++] = (long) set.changes[i] << 32 | set.changes[i + 1];
            }
        }
        Arrays.sort(all);
        int[] changes = new int[2 * ranges];
        int length = 0;
        for (long range : all) {
            int from = (int) (range >>> 32);
            int to = (int) range;
            if (length > 0 && from <= changes[length - 1]) {
                changes[length - 1] = Math.max(changes[length - 1], to);
            } else {
                changes[length++] = from;
                changes[length++] = to;
            }
        }
        return new CodePointSet(Arrays.copyOf(changes, length));
    }

    /** All other code points. */
    CodePointSet complement() {
        int[] others = new int[changes.length + 2];
        int length = 0;
        int from = 0;
        for (int i = 0; i < changes.length; i += 2) {
            if (from < changes[i]) {
                others[length++] = from;
                others[length++] = changes[i];
            }
            from = changes[i + 1];
        }
        if (from < END) {
            others[length++] = from;
            others[length++] = END;
        }
        return new CodePointSet(Arrays.copyOf(others, length));
    }

    /** The members that the other set has too. */
    public CodePointSet and(CodePointSet other) {
        return union(complement(), other.complement()).complement();
    }

    /** The members that the other set has not. */
    public CodePointSet andNot(CodePointSet other) {
        return union(complement(), other).complement();
    }

    /** Whether the code point is a member. */
    public boolean contains(int codePoint) {
        // Even: the first of a range, or (negative) between an even bound and an odd one.
        return (Arrays.binarySearch(changes, codePoint) & 1) == 0;
    }

    /** How many members it has. */
    public int size() {
        int size = 0;
        for (int i = 0; i < changes.length; i += 2) {
            size += changes[i + 1] - changes[i];
        }
        return size;
    }

    /** The member that has so many smaller ones. */
    public int member(int index) {
        int rest = index;
        for (int i = 0; i < changes.length; i += 2) {
            int length = changes[i + 1] - changes[i];
            if (rest < length) {
                return changes[i] + rest;
            }
            rest -= length;
        }
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodePointSet that && Arrays.equals(changes, that.changes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(changes);
    }
}
