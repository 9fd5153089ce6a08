package dev.catalyst.local;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.local.contract.Project;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A host with its pages, a browser to visit them, and its API to bring about what they show. */
final class Site implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Browser browser;
    private final HostProcess host;
    private final HostApi api;

    private Site(Browser browser, HostProcess host, HostApi api) {
        this.browser = browser;
        this.host = host;
        this.api = api;
    }

    static Site open(Path home) throws IOException {
        // what the pages of many tests ask for in a few seconds
        return open(home, Map.of("RATE_LIMIT_PER_MINUTE", "0"), Optional.empty());
    }

    /** With a configuration, and a token for the calls that go past the pages. */
    static Site open(Path home, Map<String, String> settings, Optional<String> token)
            throws IOException {
        var browser = Browser.start();
        var host = HostProcess.start(Project.ROOT, home, settings, Map.of());
        return new Site(browser, host, new HostApi(host.ports().http(), token));
    }

    HostProcess host() {
        return host;
    }

    String origin() {
        return "http://localhost:" + host.ports().http();
    }

    /** Opens nothing yet, so that the way there can be laid first. */
    Visit visitor(int width, int height) {
        return new Visit(browser.visitor(width, height), origin());
    }

    Visit visit(String path) {
        var visit = visitor(1200, 900);
        visit.page().navigate(origin() + path);
        visit.page().waitForSelector("h1");
        return visit;
    }

    /** The log of a page that is opened now. */
    List<String> fresh(String task) {
        try (var visit = visit("/#/tasks/" + task)) {
            visit.waitForLine("The task is completed.");
            return visit.lines();
        }
    }

    String task(String project, String prompt, boolean requireApproval) {
        var owner = api.project(Map.of("name", project));
        var fields =
                Map.of(
                        "project_id", owner,
                        "prompt", prompt,
                        "require_approval", requireApproval);
        return post("/api/tasks", fields).path("id").asText();
    }

    void reach(String task, String status) {
        await(status)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> api.status(task).equals(status));
    }

    JsonNode read(String path) {
        return api.get(path);
    }

    JsonNode post(String path, Map<String, ?> fields) {
        return api.post(path, fields);
    }

    @Override
    public void close() {
        browser.close();
        host.close();
    }
}
