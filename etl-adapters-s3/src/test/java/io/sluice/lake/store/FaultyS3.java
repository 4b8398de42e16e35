package io.sluice.lake.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A proxy before an {@link S3Server} that does to requests what networks and stores do to them now and then. Requests
 * pass through it byte for byte, the {@code Host} they were signed with included, so signatures stay valid. What is done
 * to each request is decided by a {@link Plan}. Speaks as much of HTTP/1.1 as an S3 client needs. Thread-safe.
 */
public final class FaultyS3 implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int PIECE = 512;

    /** The server encrypts nothing, and would refuse to be asked to. */
    private static final String ENCRYPTION = "(?i)x-amz-server-side-encryption[^\\r]*\\r\\n";

    /** What may happen to a request. */
    public enum Fault {
        /** Nothing. */
        NONE,
        /** 500, and nothing was done. */
        INTERNAL_ERROR,
        /** 503, and nothing was done. */
        SLOW_DOWN,
        /** It is carried out, and answered with 500. */
        DONE_BUT_500,
        /** It is carried out, and the connection ends without an answer. */
        DONE_BUT_DROPPED,
        /** The connection is reset in the middle of the request. */
        RESET_IN_REQUEST,
        /** It is carried out, and the connection is reset in the middle of the answer. */
        RESET_IN_ANSWER,
        /** No answer, ever. */
        HANG,
        /** A few kilobytes a second. */
        SLOW,
        /** 400 ExpiredToken, as S3 says of credentials that were good for a while. */
        EXPIRED_TOKEN,
        /** 403 ExpiredToken, as other servers say it. */
        EXPIRED_TOKEN_403,
        /** 403 AccessDenied. */
        DENIED
    }

    /** Decides what happens to a request. Called by many threads. */
    public interface Plan {
        /**
         * @param method the HTTP method
         * @param path the path and query of the request
         */
        Fault faultFor(String method, String path);
    }

    private final S3Server server;
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    private volatile Plan plan = (method, path) -> Fault.NONE;
    private volatile long delayNanos;
    private volatile Consumer<String> watcher = head -> {};
    private volatile ServerSocket listener;
    private final int port;

    private FaultyS3(S3Server server) throws IOException {
        this.server = server;
        this.serverPort =
                Integer.parseInt(server.properties().get("fs.s3a.endpoint").replaceAll(".*:", ""));
        listener = new ServerSocket(0, 200, InetAddress.getByName(HOST));
        port = listener.getLocalPort();
        accept(listener);
    }

    /** Starts a proxy that does nothing to requests yet. */
    public static FaultyS3 before(S3Server server) {
        try {
            return new FaultyS3(server);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start a proxy", e);
        }
    }

    /** What a client needs to know to come through this proxy, as Hadoop properties. */
    public Map<String, String> properties() {
        return server.properties("fs.s3a.endpoint", "http://" + HOST + ":" + port);
    }

    /** The same with other values of some properties. */
    public Map<String, String> properties(Map<String, String> others) {
        Map<String, String> changed = new HashMap<>(properties());
        changed.putAll(others);
        return changed;
    }

    /** From now on does this to requests. */
    public void plan(Plan newPlan) {
        plan = newPlan;
    }

    /** From now on lets every request wait before it goes on, as a network does. */
    public void delay(Duration delay) {
        delayNanos = delay.toNanos();
    }

    /** From now on shows the head of every request to somebody. Called by many threads. */
    public void watch(Consumer<String> whom) {
        watcher = whom;
    }

    /** Refuses connections from now on, and ends those that are open. */
    public synchronized void refuse() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop listening", e);
        }
        open.forEach(FaultyS3::reset);
    }

    /** Takes connections again. */
    public synchronized void accept() {
        try {
            ServerSocket again = new ServerSocket();
            again.setReuseAddress(true);
            again.bind(new InetSocketAddress(HOST, port), 200);
            listener = again;
            accept(again);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on port " + port + " again", e);
        }
    }

    /** How often each fault was done to a request. */
    public Map<Fault, Integer> counts() {
        synchronized (counts) {
            return new EnumMap<>(counts);
        }
    }

    private void accept(ServerSocket from) {
        start(() -> {
            while (!from.isClosed()) {
                try {
                    Socket client = from.accept();
                    open.add(client);
                    start(() -> serve(client));
                } catch (IOException e) {
                    // Closed: nobody is taken any more.
                    return;
                }
            }
        });
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "faulty-s3");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) {
        try (client;
                Socket upstream = new Socket(HOST, serverPort)) {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            open.add(upstream);
            Conversation conversation = new Conversation(client, upstream);
            boolean goesOn = true;
            while (goesOn) {
                goesOn = conversation.next();
            }
        } catch (IOException e) {
            // Either side has gone, or the proxy made it go.
        } finally {
            open.remove(client);
        }
    }

    /** Ends a connection without the courtesy of a FIN. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    /** A message's head, as it came, and the body that goes with it. */
    private record Message(String head, byte[] body) {
        String startLine() {
            return head.substring(0, head.indexOf("\r\n"));
        }

        byte[] headBytes() {
            return head.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** One connection of a client and one of its own to the server. */
    private final class Conversation {
        private final Socket client;
        private final InputStream fromClient;
        private final OutputStream toClient;
        private final InputStream fromServer;
        private final OutputStream toServer;

        Conversation(Socket client, Socket upstream) throws IOException {
            this.client = client;
            fromClient = new BufferedInputStream(client.getInputStream());
            toClient = client.getOutputStream();
            fromServer = new BufferedInputStream(upstream.getInputStream());
            toServer = upstream.getOutputStream();
        }

        /** Passes one request on; whether another may follow. */
        boolean next() throws IOException {
            String head = readHead(fromClient);
            if (head.isEmpty()) {
                return false;
            }
            watcher.accept(head);
            String[] words = head.substring(0, head.indexOf("\r\n")).split(" ");
            Fault fault = plan.faultFor(words[0], words[1]);
            synchronized (counts) {
                counts.merge(fault, 1, Integer::sum);
            }
            if (fault == Fault.HANG) {
                // Until the client has had enough of it.
                while (fromClient.read() >= 0) {}
                return false;
            }
            if (fault == Fault.RESET_IN_REQUEST) {
                if (!header(head, "content-length").isEmpty()) {
                    fromClient.read();
                }
                reset(client);
                return false;
            }
            if (header(head, "expect").equalsIgnoreCase("100-continue")) {
                write(toClient, "HTTP/1.1 100 Continue\r\n\r\n");
            }
            Message request = new Message(head.replaceAll(ENCRYPTION, ""), readBody(fromClient, head, false));
            LockSupport.parkNanos(delayNanos);
            return switch (fault) {
                case INTERNAL_ERROR -> answer(request, 500, "InternalError");
                case SLOW_DOWN -> answer(request, 503, "SlowDown");
                case EXPIRED_TOKEN -> answer(request, 400, "ExpiredToken");
                case EXPIRED_TOKEN_403 -> answer(request, 403, "ExpiredToken");
                case DENIED -> answer(request, 403, "AccessDenied");
                case DONE_BUT_500 -> {
                    forward(request);
                    yield answer(request, 500, "InternalError");
                }
                case DONE_BUT_DROPPED -> {
                    forward(request);
                    yield false;
                }
                case RESET_IN_ANSWER -> {
                    Message answer = forward(request);
                    toClient.write(answer.headBytes(), 0, answer.headBytes().length - 2);
                    toClient.write(answer.body(), 0, answer.body().length / 2);
                    toClient.flush();
                    reset(client);
                    yield false;
                }
                case SLOW -> pass(forward(request), true);
                default -> pass(forward(request), false);
            };
        }

        private Message forward(Message request) throws IOException {
            toServer.write(request.headBytes());
            toServer.write(request.body());
            toServer.flush();
            String head = readHead(fromServer);
            while (head.startsWith("HTTP/1.1 100")) {
                head = readHead(fromServer);
            }
            if (head.isEmpty()) {
                throw new EOFException("the server has gone");
            }
            int status = Integer.parseInt(head.split(" ")[1]);
            boolean bare = request.startLine().startsWith("HEAD ") || status == 204 || status == 304;
            return new Message(head, bare ? new byte[0] : readBody(fromServer, head, true));
        }

        private boolean pass(Message answer, boolean slowly) throws IOException {
            toClient.write(answer.headBytes());
            for (int from = 0; from < answer.body().length; from += PIECE) {
                toClient.write(answer.body(), from, Math.min(PIECE, answer.body().length - from));
                if (slowly) {
                    toClient.flush();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                }
            }
            toClient.flush();
            return !header(answer.head(), "connection").equalsIgnoreCase("close");
        }

        private boolean answer(Message request, int status, String code) throws IOException {
            String body = request.startLine().startsWith("HEAD ")
                    ? ""
                    : "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>injected"
                            + "</Message><RequestId>0</RequestId></Error>";
            write(
                    toClient,
                    "HTTP/1.1 " + status + " " + code + "\r\nContent-Type: application/xml\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body);
            return true;
        }

        private void write(OutputStream to, String text) throws IOException {
            to.write(text.getBytes(StandardCharsets.ISO_8859_1));
            to.flush();
        }

        /** Up to and with the empty line; empty where the stream has ended. */
        private String readHead(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return "";
                }
                head.append((char) next);
            }
            return head.toString();
        }

        private byte[] readBody(InputStream in, String head, boolean toEnd) throws IOException {
            if (header(head, "transfer-encoding").toLowerCase(Locale.ROOT).contains("chunked")) {
                return readChunks(in);
            }
            String length = header(head, "content-length");
            if (!length.isEmpty()) {
                byte[] body = in.readNBytes(Integer.parseInt(length));
                if (body.length < Integer.parseInt(length)) {
                    throw new EOFException("the body was cut");
                }
                return body;
            }
            return toEnd && header(head, "connection").equalsIgnoreCase("close") ? in.readAllBytes() : new byte[0];
        }

        /** As they came, so that they can be sent on as they are. */
        private byte[] readChunks(InputStream in) throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                int size = Integer.parseInt(
                        readLine(in, body).replaceAll(";.*", "").strip(), 16);
                body.writeBytes(in.readNBytes(size));
                if (size == 0) {
                    while (!readLine(in, body).isEmpty()) {}
                    return body.toByteArray();
                }
                readLine(in, body);
            }
        }

        private String readLine(InputStream in, ByteArrayOutputStream copy) throws IOException {
            StringBuilder line = new StringBuilder();
            int next;
            while ((next = in.read()) != '\n') {
                if (next < 0) {
                    throw new EOFException("the chunks were cut");
                }
                copy.write(next);
                line.append((char) next);
            }
            copy.write('\n');
            return line.toString().strip();
        }

        private String header(String head, String name) {
            for (String line : head.split("\r\n")) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                    return line.substring(colon + 1).strip();
                }
            }
            return "";
        }
    }

    @Override
    public void close() {
        refuse();
    }
}
