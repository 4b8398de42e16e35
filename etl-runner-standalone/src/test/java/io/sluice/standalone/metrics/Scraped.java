package io.sluice.standalone.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The samples of a scrape in the text format, read by hand. */
public final class Scraped {
    private final Map<String, Double> samples = new TreeMap<>();
    private final Map<String, String> types = new TreeMap<>();

    private Scraped() {}

    static Scraped of(Scrape scrape) {
        return of(new String(scrape.body(), StandardCharsets.UTF_8));
    }

    /** Reads samples and types. */
    public static Scraped of(String text) {
        Scraped scraped = new Scraped();
        text.lines().forEach(line -> {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                scraped.types.put(words[2], words[3]);
            } else if (!line.startsWith("#")) {
                int space = line.lastIndexOf(' ');
                String name = line.substring(0, space).replace(",}", "}");
                if (scraped.samples.put(name, Double.parseDouble(line.substring(space + 1))) != null) {
                    throw new AssertionError(name + " is told twice");
                }
            }
        });
        return scraped;
    }

    /** The value of a series, labels included in its name. */
    public double value(String series) {
        Double value = samples.get(series);
        if (value == null) {
            throw new AssertionError("There is no " + series + " among " + samples.keySet());
        }
        return value;
    }

    /** All series of a name, by name and labels. */
    public Map<String, Double> series(String name) {
        Map<String, Double> found = new TreeMap<>(samples);
        found.keySet().removeIf(key -> !key.equals(name) && !key.startsWith(name + "{"));
        return found;
    }

    /** The sum over all labels. */
    public double sum(String name) {
        return series(name).values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The type of every metric, by name. */
    public Map<String, String> types() {
        return types;
    }

    /** Records read less what became of them; 0 where the accounting holds. */
    public double unaccounted() {
        return sum("sluice_records_read_total")
                - sum("sluice_events_total")
                - sum("sluice_duplicates_total")
                - sum("sluice_late_total")
                - sum("sluice_rejected_total");
    }
}
