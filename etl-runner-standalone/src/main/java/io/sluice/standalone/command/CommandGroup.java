package io.sluice.standalone.command;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only holds others. */
abstract class CommandGroup implements Runnable {
    @Spec
    private CommandSpec spec;

    SluiceCommand root() {
        return SluiceCommand.of(spec);
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Which one? sluice " + spec.name() + " "
                        + String.join("|", spec.subcommands().keySet()));
    }
}
