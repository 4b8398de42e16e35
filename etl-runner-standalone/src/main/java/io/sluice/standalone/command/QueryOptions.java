package io.sluice.standalone.command;

import io.sluice.app.query.QueryOption;
import io.sluice.app.query.QueryRequest;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** Hands the table of the query's options to picocli. */
final class QueryOptions {
    private QueryOptions() {}

    static void addTo(CommandSpec command) {
        for (QueryOption option : QueryOption.values()) {
            command.addOption(spec(option));
        }
    }

    static QueryRequest request(CommandSpec command) {
        return new QueryRequest(
                option -> command.commandLine().getParseResult().matchedOptionValue(option.flag(), null));
    }

    private static OptionSpec spec(QueryOption option) {
        OptionSpec.Builder spec = OptionSpec.builder(option.flag()).description(option.description());
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
