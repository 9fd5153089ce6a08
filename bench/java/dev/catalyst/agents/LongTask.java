package dev.catalyst.agents;

import static dev.catalyst.agents.ScriptedModel.call;

import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One agent's turns on a table and a bucket in memory: what each stores and how long it takes, when a task is long. The
 * scripted model writes one of twenty files of 2 KB in each turn. Prints a line of JSON for each length.
 */
public final class LongTask {

    private static final int LONGEST = 200;
    private static final int FILES = 20;

    private record Said(String word) {}

    private static final class Writer implements Role<Said> {

        @Override
        public Agent agent() {
            return Agent.CODER;
        }

        @Override
        public String purpose(Session session) {
            return "Writes files.";
        }

        @Override
        public int mostTurns() {
            return LONGEST + 1;
        }

        @Override
        public Brief brief(Session session) {
            return new Brief().text("task_prompt", session.task().origin().prompt());
        }

        @Override
        public Access access(Session session) {
            return Access.writing(path -> Optional.empty());
        }

        @Override
        public Answer<Said> answer(Session session) {
            return Answer.of(Said.class, said -> List.of());
        }

        @Override
        public Decision observed(Session session, Verdict verdict) {
            throw new IllegalStateException("nothing was run");
        }

        @Override
        public Decision finished(Session session, Said said) {
            throw new IllegalStateException("it never finishes");
        }
    }

    public static void main(String[] arguments) {
        for (int warmUp = 0; warmUp < 3; warmUp++) {
            run(LONGEST, false);
        }
        for (int turns : new int[] {10, 50, 100, LONGEST}) {
            run(turns, true);
        }
    }

    private static void run(int turns, boolean told) {
        var stage = new Stage();
        for (int i = 0; i < turns; i++) {
            var content = ("line " + i + " of the file\n").repeat(100).substring(0, 1800);
            stage.model.calls(call("write_file", Map.of("path", "file-" + i % FILES + ".txt", "content", content)));
        }
        var role = new Writer();
        var nanos = new long[turns];
        AgentOutput at = null;
        for (int i = 0; i < turns; i++) {
            long began = System.nanoTime();
            at = stage.run(role, stage.input(at, "app", null));
            nanos[i] = System.nanoTime() - began;
        }
        if (told) {
            var last = Arrays.copyOfRange(nanos, Math.max(0, turns - 10), turns);
            Arrays.sort(last);
            System.out.printf(
                    "{\"turns\": %d, \"table_bytes\": %d, \"bucket_bytes\": %d, \"ms_per_turn\": %.3f, \"ms_last\": %.3f}%n",
                    turns,
                    stage.dynamoDb.items().stream().mapToLong(LongTask::size).sum(),
                    stage.s3.objects.values().stream().mapToLong(object -> object.length).sum(),
                    Arrays.stream(nanos).sum() / 1e6 / turns,
                    last[last.length / 2] / 1e6);
        }
    }

    private static long size(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToLong(each -> each.getKey().length() + size(each.getValue()))
                .sum();
    }

    private static long size(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s().getBytes(StandardCharsets.UTF_8).length;
            case N -> value.n().length();
            case M -> size(value.m());
            case L -> value.l().stream().mapToLong(LongTask::size).sum();
            case B, SS, NS, BS, BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> 1;
        };
    }
}
