package dev.catalyst.knowledge;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.events.Event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A task's events read for what went wrong in it, and what the coder said when that was mended.
 * Events are given oldest first.
 */
final class Story {

    private static final String CODER = "coder";
    private static final String REVIEWER = "reviewer";

    private final List<String> failed = new ArrayList<>();
    private final List<String> mended = new ArrayList<>();
    private @Nullable String coderSaid;
    private @Nullable String reviewerSaid;
    private boolean broken;

    void add(Event event) {
        switch (event.type()) {
            case "tests.finished" -> {
                if (event.data().path("failed").asInt() > 0) {
                    wrong(tests(event));
                }
            }
            case "agent.failed" -> wrong(event.message());
            case "log" -> said(event);
            case "agent.started" -> started(event);
            case "agent.completed" -> completed(event);
            default -> {
                // all else goes well
            }
        }
    }

    List<String> failed() {
        return List.copyOf(failed);
    }

    List<String> mended() {
        return List.copyOf(mended);
    }

    private void wrong(String what) {
        failed.add(what);
        broken = true;
    }

    private void said(Event event) {
        if (event.agentName().equals(CODER)) {
            coderSaid = event.message();
        } else if (event.agentName().equals(REVIEWER)) {
            reviewerSaid = event.message();
        }
    }

    /** A coder that starts after the reviewer spoke, and did not approve, was sent by it. */
    private void started(Event event) {
        if (event.agentName().equals(CODER) && reviewerSaid != null) {
            wrong(reviewerSaid);
            reviewerSaid = null;
        }
    }

    /** The last word of a coder that is done sums up what it did. */
    private void completed(Event event) {
        if (event.agentName().equals(CODER) && broken && coderSaid != null) {
            mended.add(coderSaid);
            broken = false;
        } else if (event.agentName().equals(REVIEWER)) {
            reviewerSaid = null;
        }
    }

    private static String tests(Event event) {
        var text = new StringBuilder(event.message());
        for (JsonNode failure : event.data().path("failures")) {
            text.append("; ")
                    .append(failure.path("test").asText())
                    .append(": ")
                    .append(failure.path("message").asText().lines().findFirst().orElse(""));
        }
        return text.toString();
    }
}
