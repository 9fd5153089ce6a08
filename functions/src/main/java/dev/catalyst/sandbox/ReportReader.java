package dev.catalyst.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The report that came out of a run, as far as it can be read: it was written beside untrusted
 * code.
 *
 * @param unfinished names of tests that began and did not end
 * @param ended the run came to its own end
 */
record ReportReader(
        List<TestResult> tests,
        List<Diagnostic> diagnostics,
        Set<String> unfinished,
        boolean ended) {

    private static final int LARGEST = 8 << 20;

    /** Nothing is followed: a link in the report's place reads as an empty report. */
    static ReportReader of(Path file) throws IOException {
        var report =
                new ReportReader(
                        new ArrayList<>(), new ArrayList<>(), new LinkedHashSet<>(), false);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return report;
        }
        byte[] bytes;
        try (var in =
                Channels.newInputStream(
                        Files.newByteChannel(
                                file,
                                Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
            bytes = in.readNBytes(LARGEST);
        }
        boolean ended = false;
        for (String line :
                (Iterable<String>) new String(bytes, StandardCharsets.UTF_8).lines()::iterator) {
            ended |= report.take(line);
        }
        return new ReportReader(report.tests, report.diagnostics, report.unfinished, ended);
    }

    /** Takes a line up; true for the last. */
    private boolean take(String line) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            // cut in the middle, or written by something else
            return false;
        }
        String name = json.path("name").asText();
        switch (json.path("type").asText()) {
            case "started" -> unfinished.add(name);
            case "test" -> {
                unfinished.remove(name);
                tests.add(
                        new TestResult(
                                name,
                                json.path("passed").asBoolean(),
                                json.path("message").asText()));
            }
            case "diagnostic" ->
                    diagnostics.add(
                            new Diagnostic(
                                    json.path("file").asText(),
                                    json.path("line").asInt(),
                                    json.path("message").asText()));
            case "end" -> {
                return true;
            }
            default -> {
                return false;
            }
        }
        return false;
    }
}
