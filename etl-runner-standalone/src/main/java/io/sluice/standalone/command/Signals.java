package io.sluice.standalone.command;

import io.sluice.app.process.GracefulShutdown;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;

/** The signals of this process, which the JDK lets programs catch through a class that javac warns of. */
final class Signals {
    /** An end within five seconds is promised. */
    private static final Duration PATIENCE = Duration.ofMillis(4_500);

    private Signals() {}

    /** An orderly end that SIGTERM and SIGINT ask for. */
    static GracefulShutdown caught() {
        GracefulShutdown shutdown = none();
        List.of("TERM", "INT").forEach(name -> handle(name, shutdown::signalled));
        return shutdown;
    }

    /** One that hears of no signal, for commands that a signal simply ends, or that run inside another program. */
    static GracefulShutdown none() {
        return new GracefulShutdown(PATIENCE, Runtime.getRuntime()::halt, System.err);
    }

    private static void handle(String name, IntConsumer handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            handler.accept((int) signal.getMethod("getNumber").invoke(arguments[0]));
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handlerType)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            // With -Xrs the JVM leaves signals to the system: they end the process, and the next start reads again.
            throw new IllegalStateException("Cannot catch SIG" + name, e);
        }
    }
}
