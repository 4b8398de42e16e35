package io.sluice.standalone.command;

import io.sluice.app.failure.ExitCodes;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what went wrong on standard error: the message, and the stack trace where somebody asked for it. */
final class Failures {
    private Failures() {}

    static int report(Exception failure, CommandLine command, ParseResult parsed) {
        SluiceCommand root = SluiceCommand.of(command.getCommandSpec());
        PrintWriter err = command.getErr();
        int code = ExitCodes.of(failure);
        String message = message(failure);
        if (code == ExitCodes.INTERNAL) {
            err.println("sluice: internal error: " + failure.getClass().getName() + ": " + message);
        } else {
            message.lines().forEach(line -> err.println("sluice: " + line));
        }
        if (root.isVerbose()) {
            failure.printStackTrace(err);
        } else if (code == ExitCodes.INTERNAL) {
            err.println("sluice: this is a bug; run the command again with --verbose to see where, and report it");
        }
        err.flush();
        return code;
    }

    /** Failures of the file system carry the path alone; what is wrong is their type. */
    private static String message(Exception failure) {
        if (failure instanceof NoSuchFileException missing) {
            return "There is no file or folder " + missing.getFile();
        }
        if (failure instanceof AccessDeniedException denied) {
            return "Access to " + denied.getFile() + " is denied";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    static int reportUsage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("sluice: " + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCodes.USAGE;
    }
}
