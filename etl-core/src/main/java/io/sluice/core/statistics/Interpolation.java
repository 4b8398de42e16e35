package io.sluice.core.statistics;

/** Linear interpolation that never leaves the interval and never overflows. */
final class Interpolation {
    private Interpolation() {}

    /** The point at {@code fraction} (0 to 1) of the way from {@code left} to {@code right}, {@code left <= right}. */
    static double between(double left, double right, double fraction) {
        double distance = right - left;
        double point =
                distance <= Double.MAX_VALUE ? left + fraction * distance : left * (1 - fraction) + right * fraction;
        return Math.min(Math.max(point, left), right);
    }
}
