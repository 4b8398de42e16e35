package io.sluice.standalone.command;

import io.sluice.app.config.Settings;
import io.sluice.app.query.QueryJob;
import io.sluice.app.query.QueryOption;
import io.sluice.app.query.QueryRequest;
import io.sluice.lake.scan.ParquetEventScan;
import io.sluice.standalone.Wiring;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice query}: the percentile question. */
@Command(
        name = "query",
        header = "Quantiles of a field per group and day, without outliers, over the committed events.",
        description = {
            "By default: p95 of event_duration per device_type and UTC day, without values beyond 3 standard deviations"
                    + " of the daily mean, for device types with at least 500 distinct events that day.",
            "Ends with 1 if no group qualifies, or if --check finds a difference."
        },
        footer = {
            "  sluice query --lake ./lake",
            "  sluice query --lake ./lake --from 2026-01-05 --quantile 0.5 --quantile 0.99 --output csv",
            "  sluice query --lake ./lake --report answer.html",
            "  sluice query --lake ./lake --to 2026-01-31 --check january.csv"
        })
final class QueryCommand implements Callable<Integer> {
    private CommandSpec spec;

    @Spec
    void setSpec(CommandSpec command) {
        spec = command;
        QueryOptions.addTo(command);
    }

    @Override
    public Integer call() throws IOException {
        QueryRequest request = QueryOptions.request(spec);
        SluiceCommand root = SluiceCommand.of(spec);
        Settings settings = request.has(QueryOption.LAKE)
                ? root.settingsForReading("lake.uri=" + request.text(QueryOption.LAKE))
                : root.settingsForReading();
        PrintWriter err = spec.commandLine().getErr();
        Wiring wiring = new Wiring(settings);
        try (ParquetEventScan scan = wiring.scan()) {
            return new QueryJob(request, wiring::file, spec.commandLine().getOut(), err)
                    .run(
                            wiring.defaultQuestion(scan),
                            root.isVerbose(),
                            new LakeAnswers(wiring, new ProgressScan(scan), request, err));
        }
    }
}
