package io.sluice.core.pattern;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.function.IntConsumer;

/**
 * The alphabet of a pattern's automata: code points that no part of the pattern distinguishes are one class. So a state needs
 * few transitions, and a text is read by its bytes alone. Immutable.
 */
final class CharacterClasses {
    /** Where the class changes, ascending; the first is 0. */
    private final int[] bounds;
    /** The class from each bound on. */
    private final int[] classes;
    /** The class of each byte that is a character. */
    private final int[] ascii = new int[128];
    /** A code point of each class. */
    private final int[] samples;

    private CharacterClasses(int[] bounds, int[] classes, int count) {
        this.bounds = bounds;
        this.classes = classes;
        samples = new int[count];
        for (int i = 0; i < bounds.length; i++) {
            samples[classes[i]] = bounds[i];
        }
        for (int i = 0; i < ascii.length; i++) {
            ascii[i] = of(i);
        }
    }

    /** The classes that the sets tell apart: each set splits those that it holds in part (John Hopcroft, 1971). */
    static CharacterClasses of(Collection<CodePointSet> sets) {
        int[] bounds = bounds(sets);
        int[] classes = new int[bounds.length];
        int[] sizes = new int[bounds.length];
        int[] within = new int[bounds.length];
        int[] renamed = new int[bounds.length];
        sizes[0] = bounds.length;
        int count = 1;
        for (CodePointSet set : sets) {
            forEachInterval(set, bounds, interval -> within[classes[interval]]++);
            int known = count;
            for (int c = 0; c < known; c++) {
                renamed[c] = c;
                if (within[c] > 0 && within[c] < sizes[c]) {
                    sizes[count] = within[c];
                    sizes[c] -= within[c];
                    renamed[c] = count++;
                }
                within[c] = 0;
            }
            forEachInterval(set, bounds, interval -> classes[interval] = renamed[classes[interval]]);
        }
        return new CharacterClasses(bounds, classes, count);
    }

    private static int[] bounds(Collection<CodePointSet> sets) {
        BitSet bounds = new BitSet();
        bounds.set(0);
        for (CodePointSet set : sets) {
            for (int change : set.changes()) {
                bounds.set(change);
            }
        }
        bounds.clear(Character.MAX_CODE_POINT + 1);
        return bounds.stream().toArray();
    }

    private static void forEachInterval(CodePointSet set, int[] bounds, IntConsumer action) {
        int[] changes = set.changes();
        for (int i = 0; i < changes.length; i += 2) {
            int interval = Arrays.binarySearch(bounds, changes[i]);
            for (; interval < bounds.length && bounds[interval] < changes[i + 1]; interval++) {
                action.accept(interval);
            }
        }
    }

    int count() {
        return samples.length;
    }

    /** A code point of the class. */
    int sample(int characterClass) {
        return samples[characterClass];
    }

    /** By ASCII character; not to be written to. */
    int[] ascii() {
        return ascii;
    }

    int of(int codePoint) {
        int index = Arrays.binarySearch(bounds, codePoint);
        return classes[index >= 0 ? index : -index - 2];
    }
}
