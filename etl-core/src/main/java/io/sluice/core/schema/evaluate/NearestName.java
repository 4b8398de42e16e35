package io.sluice.core.schema.evaluate;

import java.util.Collection;

/** Finds what a misspelt name may mean. */
final class NearestName {
    private static final int MAX_DISTANCE = 3;

    private NearestName() {}

    /** The name that least has to change to become the wanted one; null where that is more than a misspelling. */
    static String of(String wanted, Collection<String> names) {
        String nearest = null;
        int least = Math.min(MAX_DISTANCE, wanted.length() / 2) + 1;
        for (String name : names) {
            int distance = name.equalsIgnoreCase(wanted) ? 0 : distance(name, wanted);
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance. */
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}
