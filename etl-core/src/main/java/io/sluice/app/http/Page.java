package io.sluice.app.http;

/** Answers requests for one path. Called by several threads. */
public interface Page {
    /**
     * The page as it is now.
     *
     * @param accept the header of that name, or null
     */
    Response get(String accept);
}
