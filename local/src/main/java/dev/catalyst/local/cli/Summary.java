package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a run says to people at its end. */
record Summary(Session session, Paint paint) {

    String of(RunReport report) {
        var lines = new ArrayList<String>();
        lines.add(headline(report));
        report.application().ifPresent(app -> lines.addAll(application(app)));
        if (report.failure() != null && report.failure().isObject()) {
            lines.add(failure(report.failure()));
        }
        if (!report.status().equals("completed")) {
            lines.add(row("more", "./catalyst task show " + report.taskId()));
        }
        if ("simulated".equals(report.mode())) {
            lines.add(
                    row(
                            "simulated",
                            paint.careful(
                                    "by the offline generator, not by a language model: set DEFAULT_LLM_PROVIDER for one")));
        }
        return String.join("\n", lines);
    }

    private String headline(RunReport report) {
        var status =
                switch (report.status()) {
                    case "completed" -> paint.good("✔ completed");
                    case "cancelled" -> paint.careful("✘ cancelled");
                    default -> paint.bad("✘ " + report.status());
                };
        var tests = report.tests();
        return "%s in %s, %d turns, %s, %d tests passed, %s"
                .formatted(
                        status,
                        EventLine.clock(Duration.ofMillis(report.durationMs())),
                        report.turns(),
                        EventLine.dollars(report.cost()),
                        tests.passed(),
                        tests.failed() == 0
                                ? "none failed"
                                : paint.bad(tests.failed() + " failed"));
    }

    private List<String> application(RunReport.App app) {
        var folder = session.shown(Path.of(app.dir()));
        return List.of(
                row("folder", folder),
                row(
                        "start",
                        "cd %s && export PORT=8080 && %s"
                                .formatted(folder, Paint.harmless(app.start()))),
                row("open", "http://127.0.0.1:8080/"),
                row("API", Paint.harmless(String.join(" ", app.api()))));
    }

    private String failure(JsonNode failure) {
        return row(
                "reason",
                paint.bad(
                        Paint.harmless(
                                "%s (%s): %s"
                                        .formatted(
                                                failure.path("code").asText(),
                                                failure.path("agent").asText("task"),
                                                failure.path("message").asText()))));
    }

    private static String row(String name, String value) {
        return "  %-9s  %s".formatted(name, value);
    }
}
