package io.sluice.app.http;

import java.nio.charset.StandardCharsets;

/**
 * One answer.
 *
 * @param status of HTTP
 * @param contentType the header of that name
 * @param body not to be changed
 */
public record Response(int status, String contentType, byte[] body) {
    /** Text for people, one line or more. */
    public static Response text(int status, String text) {
        return new Response(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
