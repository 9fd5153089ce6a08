import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls something again and again from a number of threads, and tells how often and how long it took. */
final class Clocked {

    private Clocked() {}

    /** Prints one line of JSON: what, threads, per_second, p50_ms, p99_ms. */
    static void run(String what, int threads, int times, Callable<?> call) throws Exception {
        var nanos = new long[times];
        var next = new AtomicInteger();
        long began = System.nanoTime();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var workers =
                    java.util.Collections.nCopies(
                            threads,
                            (Callable<Void>)
                                    () -> {
                                        for (int i = next.getAndIncrement();
                                                i < times;
                                                i = next.getAndIncrement()) {
                                            long start = System.nanoTime();
                                            call.call();
                                            nanos[i] = System.nanoTime() - start;
                                        }
                                        return null;
                                    });
            for (var worker : pool.invokeAll(workers)) {
                worker.get();
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        Arrays.sort(nanos);
        System.out.printf(
                "{\"what\": \"%s\", \"threads\": %d, \"per_second\": %.1f, \"p50_ms\": %.3f, \"p99_ms\": %.3f}%n",
                what, threads, times / seconds, nanos[times / 2] / 1e6, nanos[times * 99 / 100] / 1e6);
        System.out.flush();
    }
}
