package io.sluice.lake.liveness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where this process runs, for people who look for it. The name of the machine is not asked of the network. */
final class ProcessLocation {
    static final String OF_THIS_PROCESS =
            host() + "process " + ProcessHandle.current().pid();

    private ProcessLocation() {}

    private static String host() {
        String name = hostName();
        return name.isBlank() ? "" : "host " + name.strip() + ", ";
    }

    private static String hostName() {
        for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
            String name = System.getenv(variable);
            if (name != null) {
                return name;
            }
        }
        try {
            return Files.readString(Path.of("/etc/hostname"));
        } catch (IOException e) {
            return "";
        }
    }
}
