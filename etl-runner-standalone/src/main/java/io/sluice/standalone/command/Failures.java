package io.sluice.standalone.command;

import io.sluice.app.failure.ExitCodes;
import io.sluice.app.failure.Failure;
import io.sluice.app.failure.UsageException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What picocli asks when a command fails. */
final class Failures {
    private Failures() {}

    static int report(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof UsageException) {
            return reportUsage(new ParameterException(command, failure.getMessage(), failure));
        }
        return Failure.of(failure)
                .report(
                        command.getErr(),
                        SluiceCommand.of(command.getCommandSpec()).isVerbose());
    }

    static int reportUsage(ParameterException failure, String... arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("sluice: " + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCodes.USAGE;
    }
}
