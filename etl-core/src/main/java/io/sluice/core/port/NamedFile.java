package io.sluice.core.port;

import java.io.IOException;

/** A file that a user named by a path or a URI. */
public interface NamedFile {
    byte[] read() throws IOException;

    void write(byte[] content) throws IOException;

    /**
     * Makes sure that it can be written, as far as that can be known beforehand.
     *
     * @throws IOException if it is a folder, or the folder it would be in is not there
     */
    void requirePlace() throws IOException;
}
