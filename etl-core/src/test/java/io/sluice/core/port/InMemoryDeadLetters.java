package io.sluice.core.port;

import io.sluice.core.event.Rejection;
import java.util.ArrayList;
import java.util.List;

/** Dead letters in a list that outlives those who write it, as a topic does. Safe for use by many threads. */
public class InMemoryDeadLetters implements DeadLetters {
    private final List<Letter> topic;
    private final List<Letter> waiting = new ArrayList<>();
    private String source;
    private long sent;
    private RuntimeException failure;

    /** A letter as a receiver sees it. */
    public record Letter(String source, Rejection rejection) {}

    /**
     * @param topic gets every letter when it is delivered
     */
    public InMemoryDeadLetters(List<Letter> topic) {
        this.topic = topic;
    }

    /** Makes every later delivery throw this. */
    public synchronized void failWith(RuntimeException exception) {
        failure = exception;
    }

    @Override
    public synchronized void open(String name) {
        if (source != null) {
            throw new IllegalStateException("Cannot open dead letters twice");
        }
        source = name;
    }

    @Override
    public synchronized void send(List<Rejection> rejections) {
        requireOpen();
        rejections.forEach(rejection -> waiting.add(new Letter(source, rejection)));
    }

    @Override
    public synchronized void flush() {
        requireOpen();
        if (failure != null && !waiting.isEmpty()) {
            throw failure;
        }
        topic.addAll(waiting);
        sent += waiting.size();
        waiting.clear();
    }

    private void requireOpen() {
        if (source == null) {
            throw new IllegalStateException("Dead letters must be opened before they are sent, and not be closed");
        }
    }

    @Override
    public synchronized long sent() {
        return sent;
    }

    @Override
    public synchronized void close() {
        source = null;
        waiting.clear();
    }
}
