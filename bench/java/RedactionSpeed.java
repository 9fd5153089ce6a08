import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.redaction.Redaction;

import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * How fast text is redacted on one thread: log lines of a task, some of them with an address or a key, in two lengths, beside
 * the same text written as JSON, which every log line is anyway. Prints one JSON line for each length: MB/s of both.
 */
public final class RedactionSpeed {

    private static final int ROUNDS = 15;

    private RedactionSpeed() {}

    public static void main(String... arguments) {
        measure(1_000_000, 10); // warms up
        for (int length : new int[] {1_000_000, 8_000_000}) {
            measure(length, ROUNDS);
        }
    }

    private static void measure(int length, int rounds) {
        var text = lines(length);
        double redaction = megabytesPerSecond(text, rounds, Redaction::of);
        double json = megabytesPerSecond(text, rounds, Json::write);
        System.out.printf("{\"characters\": %d, \"redaction\": %.1f, \"json\": %.1f}%n", text.length(), redaction, json);
    }

    private static double megabytesPerSecond(String text, int rounds, UnaryOperator<String> work) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < rounds; i++) {
            long begin = System.nanoTime();
            if (work.apply(text).isEmpty()) {
                throw new AssertionError("nothing came back");
            }
            best = Math.min(best, System.nanoTime() - begin);
        }
        return text.length() / 1e6 / (best / 1e9);
    }

    private static String lines(int length) {
        var random = new Random(1);
        var text = new StringBuilder();
        while (text.length() < length) {
            var id = new java.util.UUID(random.nextLong(), random.nextLong());
            text.append("2026-11-21T09:36:13.%03dZ INFO Step: GET /api/tasks/%s/files answered 200 in %d ms%n".formatted(
                    random.nextInt(1000), id, random.nextInt(100)));
            text.append("  \"file.written\": {\"path\": \"src/main/java/app/TodoStore%d.java\", \"size\": %d}%n".formatted(
                    random.nextInt(10), random.nextInt(10_000)));
            if (random.nextInt(5) == 0) {
                text.append("told ada.%d@mail.example.org and +1 415 555 0132 of ghp_%032x%n".formatted(random.nextInt(99), random.nextLong()));
            }
            text.append("\tat dev.catalyst.agents.Step$Running.settle(Step.java:%d)%n".formatted(random.nextInt(400)));
        }
        return text.toString();
    }
}
