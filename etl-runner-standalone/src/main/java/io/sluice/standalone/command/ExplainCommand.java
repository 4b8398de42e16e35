package io.sluice.standalone.command;

import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.core.audit.EventTrail;
import io.sluice.core.audit.EventTrail.Sighting;
import io.sluice.core.event.EventId;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.LakeSettingsException;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.lake.audit.LakeSearch;
import io.sluice.lake.audit.LakeSearch.Found;
import io.sluice.standalone.Wiring;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice explain}: where one event went, and why. */
@Command(
        name = "explain",
        header = "Where one event went and why: which file, how late, why rejected, a duplicate of what.",
        description = {
            "Looks through the tables, then reads the source again for the copies that are in no table. Where the source"
                    + " cannot be read, only the tables are told of.",
            "Ends with 1 if the id is nowhere."
        },
        footer = {"  sluice explain 0b5c2a0e-6a4b-4a1c-9d5e-2f3a4b5c6d7e --lake ./lake"})
final class ExplainCommand implements Callable<Integer> {
    private static final Duration SOURCE_TIMEOUT = Duration.ofSeconds(4);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "EVENT_ID", description = "The event's id.")
    private String eventId;

    @Option(names = "--lake", paramLabel = "URI", description = "The lake (default: the configured lake.uri).")
    private String lake;

    @Override
    public Integer call() {
        SluiceCommand root = SluiceCommand.of(spec);
        Settings settings = lake == null ? root.settingsAndLogging() : root.settingsAndLogging("lake.uri=" + lake);
        Wiring wiring = new Wiring(settings);
        PipelineSpec pipeline = wiring.writtenPipeline();
        EventId id = checkedId(pipeline);
        LakeSearch search = wiring.search(pipeline);
        List<Found> found = search.find(eventId);
        List<Sighting> sightings = new ArrayList<>();
        String unread = search.last() == null ? null : follow(wiring, pipeline, id, search.last(), sightings);
        PrintWriter out = spec.commandLine().getOut();
        List<String> lines = new Explanation(pipeline, search.last(), found, sightings).lines();
        lines.forEach(out::println);
        out.flush();
        if (unread != null) {
            spec.commandLine().getErr().println("The source was not read, so that duplicates are not known: " + unread);
        }
        if (lines.isEmpty()) {
            spec.commandLine().getErr().println("Nothing has the id " + eventId);
        }
        return lines.isEmpty() ? ExitCodes.NO : ExitCodes.OK;
    }

    private EventId checkedId(PipelineSpec pipeline) {
        try {
            return EventId.parse(eventId, pipeline.roles());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Collects the copies in the source; why it cannot be read, or null. */
    private static String follow(
            Wiring wiring, PipelineSpec pipeline, EventId id, CommitRecord last, List<Sighting> into) {
        String other = SourceLag.otherTopic(wiring, last);
        if (other != null) {
            return other;
        }
        try (EventSource source = wiring.observedSource(SOURCE_TIMEOUT)) {
            if (!source.identity(last, false).isSameLog(last.source())) {
                return "the lake was filled from " + last.source().name() + ", the configuration names "
                        + source.identity().name();
            }
            new EventTrail(pipeline, source).follow(id, into::add);
            return null;
        } catch (SourceUnavailableException
                | DataGapException
                | LakeSettingsException
                | ConfigurationException
                | IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
