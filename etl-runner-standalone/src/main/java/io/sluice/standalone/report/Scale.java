package io.sluice.standalone.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis: values from {@code low} to {@code high} at places from {@code start} to {@code end}, with round ticks.
 *
 * @param step the distance between ticks
 */
public record Scale(double low, double high, double start, double end, double step) {

    /** An axis of about so many ticks that ends at ticks, so that all values lie between two of them. */
    public static Scale around(double low, double high, double start, double end, int ticks) {
        double margin = low == high ? Math.max(Math.abs(low) * 0.1, Double.MIN_NORMAL) : 0;
        double from = finite(low - margin);
        double to = finite(high + margin);
        double step = step(from, to, ticks);
        return new Scale(finite(Math.floor(from / step) * step), finite(Math.ceil(to / step) * step), start, end, step);
    }

    /** What overflowed, at the end of the doubles. */
    private static double finite(double value) {
        return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
    }

    /** An axis that ends where the values do. */
    static Scale exactly(double low, double high, double start, double end, int ticks) {
        if (low == high) {
            return around(low, high, start, end, ticks);
        }
        return new Scale(low, high, start, end, step(low, high, ticks));
    }

    /** About as many steps as wanted, of 1, 2 or 5 times a power of ten. */
    private static double step(double low, double high, int ticks) {
        double rough = (high / ticks - low / ticks);
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double share = rough / power;
        return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10) * power;
    }

    /** Where a value is; at the end of the axis if it lies beyond. */
    public double at(double value) {
        double clamped = Math.max(low, Math.min(high, value));
        return start + (end - start) * ((clamped / 2 - low / 2) / (high / 2 - low / 2));
    }

    boolean contains(double value) {
        return value >= low && value <= high;
    }

    /** The round values to label. */
    public List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        double first = Math.ceil(low / step);
        for (int i = 0; i <= 20; i++) {
            double tick = (first + i) * step;
            if (tick > high + step * 1e-9) {
                break;
            }
            ticks.add(tick + 0.0);
        }
        return ticks;
    }

    /** A tick with as many digits as the step needs. */
    public String label(double tick) {
        double magnitude = Math.max(Math.abs(low), Math.abs(high));
        if (magnitude >= 1e9 || step < 1e-6) {
            return String.format(Locale.ROOT, "%.3g", tick);
        }
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return String.format(Locale.ROOT, "%,." + decimals + "f", tick);
    }
}
