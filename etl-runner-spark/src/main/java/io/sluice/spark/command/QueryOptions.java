package io.sluice.spark.command;

import io.sluice.app.failure.UsageException;
import io.sluice.app.query.QueryOption;
import io.sluice.app.query.QueryRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** Hands the table of the query's options to picocli. Those that Spark does not have are known, to say where they are. */
final class QueryOptions {
    private static final Set<QueryOption> ELSEWHERE = EnumSet.of(QueryOption.FAST, QueryOption.REPORT);

    private QueryOptions() {}

    static void addTo(CommandSpec command) {
        for (QueryOption option : QueryOption.values()) {
            command.addOption(spec(option));
        }
    }

    static QueryRequest request(CommandSpec command) {
        ParseResult parsed = command.commandLine().getParseResult();
        if (ELSEWHERE.stream().anyMatch(option -> parsed.hasMatchedOption(option.flag()))) {
            throw new UsageException("--fast and --report are options of `sluice query`, which reads the same lake:"
                    + " sluice query --lake URI --report answer.html; leave them out here");
        }
        return new QueryRequest(option -> parsed.matchedOptionValue(option.flag(), null));
    }

    private static OptionSpec spec(QueryOption option) {
        OptionSpec.Builder spec = OptionSpec.builder(option.flag())
                .description(option.description())
                .hidden(ELSEWHERE.contains(option));
        if (option.label() == null) {
            return spec.type(boolean.class).build();
        }
        spec.paramLabel(option.label()).arity("1").converters(text -> parse(option, text));
        if (option.separator() != null) {
            spec.splitRegex(option.separator());
        }
        return option.isList()
                ? spec.type(List.class).auxiliaryTypes(Object.class).build()
                : spec.type(Object.class).build();
    }

    private static Object parse(QueryOption option, String text) {
        try {
            return option.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
