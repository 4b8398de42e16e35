package io.sluice.standalone.command;

import io.sluice.app.failure.ExitCodes;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** The entry point of the executable jar. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        GracefulShutdown shutdown = GracefulShutdown.install();
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        int code = execute(commandLine(System.getenv(), shutdown, out, err, arguments), arguments);
        out.flush();
        err.flush();
        shutdown.finished(code);
        System.exit(code);
    }

    /** The command line reports exceptions; errors of the JVM, such as a full heap, must not look like an answer. */
    private static int execute(CommandLine commandLine, String[] arguments) {
        try {
            return commandLine.execute(arguments);
        } catch (Error e) {
            commandLine.getErr().println("sluice: " + e);
            return ExitCodes.INTERNAL;
        }
    }

    /** Whatever the platform's charset, what is printed is UTF-8, as the files are. */
    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
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
                .registerConverter(ZoneId.class, Main::zone)
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
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("expected a day such as 2026-01-31, got " + text);
        }
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("expected a zone such as UTC, Europe/Berlin or +02:00, got " + text);
        }
    }
}
