package io.sluice.app.process;

import io.sluice.app.failure.ExitCodes;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Standard output and standard error. Whatever the platform's charset, what is printed is UTF-8, as the files are. */
public final class StandardStreams {
    private StandardStreams() {}

    public static PrintWriter out() {
        return writer(FileDescriptor.out);
    }

    public static PrintWriter err() {
        return writer(FileDescriptor.err);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }

    /**
     * Writes what is still buffered. An answer that did not get through is no answer.
     *
     * @param code of the command
     * @return the code, or {@link ExitCodes#IO} where the command succeeded but its output could not be written
     */
    public static int flushed(PrintWriter out, PrintWriter err, int code) {
        boolean whole = !out.checkError();
        if (!whole) {
            err.println("sluice: Cannot write to standard output: what was printed is not whole; is the disk full, or"
                    + " was the reader of a pipe gone?");
        }
        err.flush();
        return whole || (code != ExitCodes.OK && code != ExitCodes.NO) ? code : ExitCodes.IO;
    }
}
