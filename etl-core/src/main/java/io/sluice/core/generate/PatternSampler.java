package io.sluice.core.generate;

import io.sluice.core.pattern.CodePointSet;
import io.sluice.core.pattern.EcmaPattern;
import io.sluice.core.pattern.PatternNode;
import java.util.List;

/**
 * Makes strings that match a pattern without look-around. Sets as large as the dot's draw from printable ASCII. Anchors and
 * word boundaries draw nothing: the caller checks the string with the pattern itself and draws again where it does not
 * match.
 */
final class PatternSampler {
    /** How far above its minimum an open-ended quantifier goes. */
    private static final int OPEN_ENDED = 4;

    /** Up to so many code points a set is drawn from as it is. */
    private static final int SMALL = 200;

    private static final CodePointSet PRINTABLE = CodePointSet.range(' ', '~');
    private static final CodePointSet SURROGATES = CodePointSet.range(Character.MIN_SURROGATE, Character.MAX_SURROGATE);

    private sealed interface Node permits Characters, Sequence, Choice, Repeat {}

    private record Characters(CodePointSet codePoints, int count) implements Node {}

    private record Sequence(List<Node> parts) implements Node {}

    private record Choice(List<Node> branches) implements Node {}

    private record Repeat(Node part, int least, int most) implements Node {}

    private static final Node NOTHING = new Sequence(List.of());

    private final EcmaPattern pattern;
    private final Node root;

    /**
     * @throws IllegalArgumentException if the pattern uses what cannot be sampled, with the reason
     */
    PatternSampler(EcmaPattern pattern) {
        this.pattern = pattern;
        root = plan(pattern.root());
    }

    private Node plan(PatternNode node) {
        if (node instanceof PatternNode.OneOf oneOf) {
            return characters(oneOf.codePoints());
        }
        if (node instanceof PatternNode.Sequence sequence) {
            return new Sequence(sequence.parts().stream().map(this::plan).toList());
        }
        if (node instanceof PatternNode.Choice choice) {
            return new Choice(choice.branches().stream().map(this::plan).toList());
        }
        if (node instanceof PatternNode.Repeat repeat) {
            int most = repeat.most() == PatternNode.UNLIMITED ? repeat.least() + OPEN_ENDED : repeat.most();
            return new Repeat(plan(repeat.part()), repeat.least(), most);
        }
        if (node instanceof PatternNode.Look) {
            throw unsupported("look-around");
        }
        return NOTHING;
    }

    private Node characters(CodePointSet set) {
        CodePointSet drawn = set.andNot(SURROGATES);
        if (drawn.size() > SMALL) {
            CodePointSet printable = drawn.and(PRINTABLE);
            drawn = printable.size() > 0 ? printable : drawn;
        }
        if (drawn.size() == 0) {
            throw unsupported("a character class without a member");
        }
        return new Characters(drawn, drawn.size());
    }

    void sample(SeededRandom random, StringBuilder out) {
        sample(root, random, out);
    }

    private static void sample(Node node, SeededRandom random, StringBuilder out) {
        if (node instanceof Characters characters) {
            out.appendCodePoint(characters.codePoints.member(random.nextInt(characters.count)));
        } else if (node instanceof Sequence sequence) {
            for (Node part : sequence.parts) {
                sample(part, random, out);
            }
        } else if (node instanceof Choice choice) {
            sample(choice.branches.get(random.nextInt(choice.branches.size())), random, out);
        } else if (node instanceof Repeat repeat) {
            int times = repeat.least + random.nextInt(repeat.most - repeat.least + 1);
            for (int i = 0; i < times; i++) {
                sample(repeat.part, random, out);
            }
        }
    }

    private IllegalArgumentException unsupported(String what) {
        return new IllegalArgumentException("Cannot make strings for pattern \"" + pattern + "\": it has " + what);
    }
}
