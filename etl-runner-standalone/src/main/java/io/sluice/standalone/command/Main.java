package io.sluice.standalone.command;

import io.sluice.app.failure.ExitCodes;
import io.sluice.app.failure.Failure;
import io.sluice.app.process.GracefulShutdown;
import io.sluice.app.process.StandardStreams;
import io.sluice.app.text.OptionText;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** The entry point of the executable jar. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        boolean ends = arguments.length > 0 && SluiceCommand.ENDS_ORDERLY.contains(arguments[0]);
        GracefulShutdown shutdown = ends ? Signals.caught() : Signals.none();
        if (ends) {
            shutdown.expect();
        }
        PrintWriter out = StandardStreams.out();
        PrintWriter err = StandardStreams.err();
        CommandLine commandLine = commandLine(System.getenv(), shutdown, out, err, arguments);
        SluiceCommand.of(commandLine.getCommandSpec()).ownProcess();
        int code = StandardStreams.flushed(out, err, execute(commandLine, arguments));
        shutdown.ended();
        System.exit(code);
    }

    /** The command line reports exceptions; errors of the JVM, such as a full heap, must not look like an answer. */
    private static int execute(CommandLine commandLine, String[] arguments) {
        try {
            return commandLine.execute(arguments);
        } catch (Error e) {
            return Failure.of(e)
                    .report(
                            commandLine.getErr(),
                            SluiceCommand.of(commandLine.getCommandSpec()).isVerbose());
        }
    }

    /** @param arguments those to come, of which the first may make do with one command; none for all commands */
    static CommandLine commandLine(
            Map<String, String> environment,
            GracefulShutdown shutdown,
            PrintWriter out,
            PrintWriter err,
            String... arguments) {
        CommandLine commandLine = new CommandLine(new SluiceCommand(environment, shutdown));
        SluiceCommand.addCommands(commandLine, arguments);
        CommandLine completion = commandLine.getSubcommands().get("generate-completion");
        if (completion != null) {
            // picocli's own command would inherit the texts of the root.
            completion
                    .getCommandSpec()
                    .usageMessage()
                    .header("Print a script that completes commands and options, for bash and zsh.")
                    .footer("  source <(sluice generate-completion)");
        }
        return commandLine
                .registerConverter(LocalDate.class, Main::day)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setExitCodeExceptionMapper(ExitCodes::of)
                .setExecutionExceptionHandler(Failures::report)
                .setParameterExceptionHandler(Failures::reportUsage);
    }

    private static LocalDate day(String text) {
        try {
            return OptionText.day(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
