package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.window.Aggregate;
import io.sluice.core.window.WindowSpec;
import io.sluice.standalone.live.LivePage;
import java.util.ArrayList;
import java.util.List;

/** What the live page says about a run, from its configuration. */
final class RunInfo {
    private RunInfo() {}

    static LivePage.About of(Settings settings) {
        PipelineSpec spec = settings.pipelineSpec();
        WindowSpec windows = spec.windows();
        List<String> columns = new ArrayList<>();
        windows.by().forEach(field -> columns.add(WindowSpec.columnName(field)));
        windows.aggregates().forEach(aggregate -> columns.add(aggregate.name()));
        return new LivePage.About(
                settings.sourceFiles().isEmpty() ? settings.text(ConfigKey.SOURCE_TOPIC) : "files",
                settings.entry(ConfigKey.LAKE_URI).printable(),
                columns,
                windows.by().size(),
                counted(windows.aggregates()),
                "Windows of " + text(settings, ConfigKey.WINDOWS_SIZE)
                        + ". By design one comes when no event for it can"
                        + " come any more: " + text(settings, ConfigKey.WATERMARK_LATENESS) + " of lateness after its"
                        + " end, with the next commit (every " + text(settings, ConfigKey.COMMIT_INTERVAL) + ").",
                settings.entries().stream()
                        .map(entry -> new LivePage.Setting(entry.key(), entry.printable(), entry.origin()))
                        .toList());
    }

    private static String text(Settings settings, ConfigKey key) {
        return settings.entry(key).printable();
    }

    /** A count is what is easiest to read; without one, the first aggregate. */
    private static int counted(List<Aggregate> aggregates) {
        for (int i = 0; i < aggregates.size(); i++) {
            if (aggregates.get(i).function() == Aggregate.Function.COUNT) {
                return i;
            }
        }
        return 0;
    }
}
