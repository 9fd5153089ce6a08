package dev.catalyst.local;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C and SIGTERM as a value to wait for, where they would otherwise end the process at once.
 */
public final class StopSignals {

    /** What a shell expects of a program that Ctrl-C ended. */
    public static final int INTERRUPTED = 130;

    private static final Duration LET_GO_WITHIN = Duration.ofSeconds(15);

    private final CountDownLatch received = new CountDownLatch(1);
    private final AtomicInteger status = new AtomicInteger();

    private StopSignals() {}

    /** Takes both signals over; a second one, or a stop that takes too long, halts the process. */
    public static StopSignals install() {
        var signals = new StopSignals();
        signals.take("TERM", 0);
        signals.take("INT", INTERRUPTED);
        return signals;
    }

    /** Waits for a signal and answers the status to exit with: 0 after SIGTERM, else 130. */
    public int await() throws InterruptedException {
        received.await();
        return status.get();
    }

    /**
     * By reflection: the compiler warns of {@code sun.misc}, and there is no other way to do it.
     */
    private void take(String name, int exitStatus) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (_, method, _) -> {
                                if (method.getName().equals("handle")) {
                                    arrived(exitStatus);
                                }
                                return null;
                            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java cannot handle SIG" + name, e);
        }
    }

    private void arrived(int exitStatus) {
        if (received.getCount() == 0) {
            Runtime.getRuntime().halt(exitStatus);
        }
        status.set(exitStatus);
        received.countDown();
        Thread.ofPlatform().daemon().name("stop-deadline").start(() -> haltLater(exitStatus));
    }

    private static void haltLater(int exitStatus) {
        try {
            Thread.sleep(LET_GO_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitStatus);
    }
}
