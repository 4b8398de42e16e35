package io.sluice.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The univariate data sets of NIST's Statistical Reference Datasets, with their certified means and standard deviations.
 * The data are in the public domain: https://www.itl.nist.gov/div898/strd/. Of the nine sets PiDigits is left out: five
 * thousand digits do not try anything that the others do not.
 */
class NistReferenceTest {
    private static final String LEW = """
        -213 -564 -35 -15 141 115 -420 -360 203 -338 -431 194 -220 -513 154 -125 -559 92 -21 -579 -52 99
        -543 -175 162 -457 -346 204 -300 -474 164 -107 -572 -8 83 -541 -224 180 -420 -374 201 -236 -531 83
        27 -564 -112 131 -507 -254 199 -311 -495 143 -46 -579 -90 136 -472 -338 202 -287 -477 169 -124 -568
        17 48 -568 -135 162 -430 -422 172 -74 -577 -13 92 -534 -243 194 -355 -465 156 -81 -578 -64 139 -449
        -384 193 -198 -538 110 -44 -577 -6 66 -552 -164 161 -460 -344 205 -281 -504 134 -28 -576 -118 156
        -437 -381 200 -220 -540 83 11 -568 -160 172 -414 -408 188 -125 -572 -32 139 -492 -321 205 -262 -504
        142 -83 -574 0 48 -571 -106 137 -501 -266 190 -391 -406 194 -186 -553 83 -13 -577 -49 103 -515 -280
        201 300 -506 131 -45 -578 -80 138 -462 -361 201 -211 -554 32 74 -533 -235 187 -372 -442 182 -147
        -566 25 68 -535 -244 194 -351 -463 174 -125 -570 15 72 -550 -190 172 -424 -385 198 -218 -536 96
        """;

    private static final String LOTTERY = """
        162 671 933 414 788 730 817 33 536 875 670 236 473 167 877 980 316 950 456 92 517 557 956 954 104
        178 794 278 147 773 437 435 502 610 582 780 689 562 964 791 28 97 848 281 858 538 660 972 671 613
        867 448 738 966 139 636 847 659 754 243 122 455 195 968 793 59 730 361 574 522 97 762 431 158 429
        414 22 629 788 999 187 215 810 782 47 34 108 986 25 644 829 630 315 567 919 331 207 412 242 607 668
        944 749 168 864 442 533 805 372 63 458 777 416 340 436 140 919 350 510 572 905 900 85 389 473 758
        444 169 625 692 140 897 672 288 312 860 724 226 884 508 976 741 476 417 831 15 318 432 241 114 799
        955 833 358 935 146 630 830 440 642 356 373 271 715 367 393 190 669 8 861 108 795 269 590 326 866 64
        523 862 840 219 382 998 4 628 305 747 247 34 747 729 645 856 974 24 568 24 694 608 480 410 729 947
        293 53 930 223 203 677 227 62 455 387 318 562 242 428 968
        """;

    private static final String MAVRO = """
        2.00180 2.00170 2.00180 2.00190 2.00180 2.00170 2.00150 2.00140 2.00150 2.00150 2.00170 2.00180
        2.00180 2.00190 2.00190 2.00210 2.00200 2.00160 2.00140 2.00130 2.00130 2.00150 2.00150 2.00160
        2.00150 2.00140 2.00130 2.00140 2.00150 2.00140 2.00150 2.00160 2.00150 2.00160 2.00190 2.00200
        2.00200 2.00210 2.00220 2.00230 2.00240 2.00250 2.00270 2.00260 2.00260 2.00260 2.00270 2.00260
        2.00250 2.00240
        """;

    private static final String MICHELSO = """
        850 740 900 1070 930 850 950 980 980 880 1000 980 930 650 760 810 1000 1000 960 960 960 940 960 940
        880 800 850 880 900 840 830 790 810 880 880 830 800 790 760 800 880 880 880 860 720 720 620 860 970
        950 880 910 850 870 840 840 850 840 840 840 890 810 810 820 800 770 760 740 750 760 910 920 890 860
        880 720 840 850 850 780 890 840 780 810 760 810 790 810 820 850 870 870 810 740 810 940 950 800 810
        870
        """;

    @Test
    void lewsBeamDeflections() {
        assertCertified(numbers(LEW), "-177.435000000000", "277.332168044316", 12);
    }

    @Test
    void marylandsLottery() {
        assertCertified(numbers(LOTTERY), "518.958715596330", "291.699727470969", 12);
    }

    @Test
    void mavrosFilterTransmittances() {
        assertCertified(numbers(MAVRO), "2.00185600000000", "0.000429123454003053", 12);
    }

    @Test
    void michelsonsSpeedsOfLight() {
        double[] thousandsOfKilometres = Arrays.stream(numbers(MICHELSO))
                .map(beyond299000 ->
                        new BigDecimal(299000 + beyond299000).movePointLeft(3).doubleValue())
                .toArray();
        assertCertified(thousandsOfKilometres, "299.852400000000", "0.0790105478190518", 12);
    }

    /** Few values, large beside their spread. */
    @Test
    void numericalAccuracy1() {
        assertCertified(new double[] {10000001, 10000003, 10000002}, "10000002", "1", 15);
    }

    @Test
    void numericalAccuracy2() {
        assertCertified(alternating("1.2", "1.1", "1.3"), "1.2", "0.1", 15);
    }

    /** A million times the spread: the decimals themselves are doubles only to ten digits of it. */
    @Test
    void numericalAccuracy3() {
        assertCertified(alternating("1000000.2", "1000000.1", "1000000.3"), "1000000.2", "0.1", 9);
    }

    /** Ten million times the spread. */
    @Test
    void numericalAccuracy4() {
        assertCertified(alternating("10000000.2", "10000000.1", "10000000.3"), "10000000.2", "0.1", 8);
    }

    private static void assertCertified(double[] values, String mean, String deviation, int digits) {
        Moments moments = Moments.of(values);
        assertDigits(moments.mean(), mean, Math.max(digits, 12));
        assertDigits(moments.standardDeviation(), deviation, digits);
    }

    private static void assertDigits(double found, String certified, int digits) {
        BigDecimal expected = new BigDecimal(certified);
        BigDecimal error = new BigDecimal(found).subtract(expected).abs();
        assertThat(error).isLessThan(expected.abs().movePointLeft(digits));
    }

    private static double[] alternating(String first, String second, String third) {
        double even = Double.parseDouble(second);
        double odd = Double.parseDouble(third);
        double[] values = IntStream.range(0, 1001)
                .mapToDouble(i -> i % 2 == 1 ? even : odd)
                .toArray();
        values[0] = Double.parseDouble(first);
        return values;
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.trim().split("\\s+"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
