package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.ColorScheme;

import dev.catalyst.lambda.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** How the pages look and what they say, whatever is answered to them. */
class PagesIT {

    private static final int EVENTS = 10_000;
    private static final Pattern SOCKETS = Pattern.compile(".*/ws(\\?.*)?");

    /** The ratio of WCAG 2.2, 1.4.3, for each text that stands in the page; large text included. */
    private static final String FAINT_TEXTS =
            """
            () => {
              const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
              const light = ([r, g, b]) => [r, g, b]
                .map((part) => part / 255)
                .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
                .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
              const ground = (element) => {
                for (let at = element; at; at = at.parentElement) {
                  const [r, g, b, a = 1] = channels(getComputedStyle(at).backgroundColor);
                  if (a === 1) {
                    return [r, g, b];
                  }
                }
                return [255, 255, 255];
              };
              const faint = [];
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const element = texts.currentNode.parentElement;
                if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest("script, noscript")) {
                  continue;
                }
                const pair = [light(channels(getComputedStyle(element).color)), light(ground(element))];
                const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
                if (ratio < 4.5) {
                  faint.push(`${texts.currentNode.data.trim().slice(0, 40)} ${ratio.toFixed(2)}`);
                }
              }
              return faint;
            }
            """;

    @TempDir private static Path home;

    private static Site site;
    private static String failed;
    private static String completed;

    @BeforeAll
    static void open() throws IOException {
        site = Site.open(home);
        failed = site.task("Kitchen", "What is the meaning of life?", false);
        completed = site.task("Garden", "Build a todo app with title and done", false);
        site.reach(failed, "failed");
        site.reach(completed, "completed");
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void every_text_stands_out_from_its_ground(ColorScheme theme) {
        try (var visit = site.visit("/")) {
            visit.wear(theme);
            for (var path : paths()) {
                visit.page().navigate(site.origin() + path);
                visit.hear("Unhealthy|Healthy|Degraded|unknown");
                for (int view = 0; view < visit.page().locator(".views button").count(); view++) {
                    visit.page().locator(".views button").nth(view).click();
                    assertThat((List<?>) visit.page().evaluate(FAINT_TEXTS)).as(path).isEmpty();
                }
                assertThat((List<?>) visit.page().evaluate(FAINT_TEXTS)).as(path).isEmpty();
            }
        }
    }

    @Test
    void a_window_of_400_pixels_needs_no_sideways_scrolling() {
        try (var visit = site.visitor(400, 800)) {
            for (var path : paths()) {
                visit.page().navigate(site.origin() + path);
                visit.page().waitForSelector("h1");
                narrow(visit, path);
                for (int view = 0; view < visit.page().locator(".views button").count(); view++) {
                    visit.page().locator(".views button").nth(view).click();
                    narrow(visit, path + " " + view);
                }
            }
        }
    }

    private static List<String> paths() {
        return List.of("/", "/#/tasks/" + completed, "/#/tasks/" + failed, "/status");
    }

    private static void narrow(Visit visit, String path) {
        var over = "document.documentElement.scrollWidth - window.innerWidth";
        assertThat((Integer) visit.page().evaluate(over)).as(path).isLessThanOrEqualTo(0);
    }

    @Test
    void a_log_of_ten_thousand_events_leaves_the_page_small_and_all_within_reach() {
        try (var visit = site.visitor(1200, 900)) {
            visit.page().route("**/api/logs/**", PagesIT::manyEvents);
            // the host's own socket knows of a few only
            visit.page().routeWebSocket(SOCKETS, WebSocketRoute::close);
            visit.page().navigate(site.origin() + "/#/tasks/" + failed);
            visit.waitForLine("event 10000");

            assertThat(visit.lines()).hasSizeLessThanOrEqualTo(300);
            assertThat(visit.page().locator("*").count()).isLessThan(2_500);
            visit.page().fill("#log-text", "event 77");
            visit.hear("111 lines, of 10,000");
            visit.page().fill("#log-text", "");
            for (int steps = 0; steps < EVENTS / 200; steps++) {
                if (visit.page().getByText("Earlier lines").count() > 0) {
                    visit.page().getByText("Earlier lines").click();
                }
            }
            visit.hear("1–300 of 10,000 lines");
            assertThat(visit.lines()).hasSize(300);
            assertThat(visit.lines().getFirst()).endsWith("event 1");
        }
    }

    private static void manyEvents(Route route) {
        var url = route.request().url();
        long after = Long.parseLong(url.replaceAll(".*after=(\\d+).*", "$1"));
        var items =
                LongStream.rangeClosed(after + 1, Math.min(EVENTS, after + 100))
                        .mapToObj(PagesIT::event)
                        .toList();
        route.fulfill(json(200, Map.of("items", items)));
    }

    private static Map<String, Object> event(long seq) {
        return Map.of(
                "seq",
                seq,
                "task_id",
                failed,
                "agent_name",
                "coder",
                "level",
                "INFO",
                "type",
                "log",
                "message",
                "event " + seq,
                "data",
                Map.of(),
                "timestamp",
                Instant.ofEpochSecond(1_700_000_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429, 503})
    void a_refusal_is_told_where_it_belongs_and_what_was_typed_stays(int status) {
        var detail = Map.of("title", "No", "status", status, "detail", "The scope is missing.");
        try (var visit = site.visit("/")) {
            visit.page()
                    .route(
                            "**/api/projects",
                            route -> {
                                if (route.request().method().equals("POST")) {
                                    route.fulfill(json(status, detail, "Retry-After", "7"));
                                } else {
                                    route.resume();
                                }
                            });
            visit.press("button \"New project\"");
            visit.waitForFocus("Project name");
            visit.type("Flood");
            visit.page().keyboard().press("Enter");
            visit.hear(
                    "alert:.*The scope is missing"
                            + (status == 429 ? ".*Try again in 7 seconds" : ""));
            assertThat(visit.page().inputValue("input[name=name]")).isEqualTo("Flood");
        }
    }

    @Test
    void a_project_that_is_sent_again_after_a_lost_answer_is_made_once() {
        var keys = new ArrayList<String>();
        try (var visit = site.visit("/")) {
            visit.page()
                    .route(
                            "**/api/projects",
                            route -> {
                                if (route.request().method().equals("GET")) {
                                    route.resume();
                                    return;
                                }
                                keys.add(route.request().headers().get("idempotency-key"));
                                var answer = route.fetch();
                                if (keys.size() == 1) {
                                    route.abort();
                                } else {
                                    route.fulfill(new FulfillOptions().setResponse(answer));
                                }
                            });
            visit.press("button \"New project\"");
            visit.waitForFocus("Project name");
            visit.type("Once");
            visit.page().keyboard().press("Enter");
            visit.hear("alert:.*The server does not answer");
            visit.press("button \"Create project\"");
            visit.hear("heading \"Once\"");
        }
        assertThat(keys).hasSize(2).doesNotContainNull();
        assertThat(keys.getFirst()).isEqualTo(keys.getLast());
        assertThat(site.read("/api/projects?limit=100").path("items").findValuesAsText("name"))
                .containsOnlyOnce("Once");
    }

    @Test
    void what_does_not_exist_is_told() {
        try (var visit = site.visit("/#/projects/01890000-0000-7000-8000-000000000000")) {
            visit.hear("alert:.*This project does not exist");
            visit.page().navigate(site.origin() + "/#/tasks/01890000-0000-7000-8000-000000000000");
            visit.hear("alert:.*This task does not exist");
        }
    }

    @Test
    void the_status_page_tells_of_each_part_and_of_silence() {
        try (var visit = site.visitor(1200, 900)) {
            visit.page().clock().install();
            visit.page().route("**/api/health", route -> route.fulfill(json(200, health())));
            visit.page().navigate(site.origin() + "/status");
            visit.hear("Degraded");
            assertThat(visit.told()).doesNotContain("Asking each part");
            visit.hear("listitem: Task machine healthy 12 ms all good");
            visit.hear("listitem: LLM degraded 3000 ms no answer");
            visit.page().unroute("**/api/health");
            visit.page().route("**/api/health", Route::abort);
            visit.page().clock().runFor(10_000);
            visit.hear("Unreachable: the service does not answer");
            visit.hear("listitem: LLM was degraded");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/status", "/docs", "/redoc"})
    void every_page_has_the_light_of_the_service(String path) {
        try (var visit = site.visitor(1200, 900)) {
            visit.page().route("**/api/health", route -> route.fulfill(json(200, health())));
            visit.page().navigate(site.origin() + path);
            visit.hear("link \"Degraded\"");
        }
    }

    private static Map<String, Object> health() {
        var good = Map.of("status", "healthy", "latency_ms", 12, "detail", "all good");
        var ill = Map.of("status", "degraded", "latency_ms", 3000, "detail", "no answer in time");
        return Map.of(
                "status",
                "degraded",
                "latency_ms",
                3001,
                "timestamp",
                "2026-01-01T00:00:00Z",
                "checks",
                Map.of("task_machine", good, "llm", ill));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "document.body.innerHTML = '<b>bold</b>'",
                "document.body.setAttribute('onclick', 'alert(1)')",
                "document.createElement('script').src = '/pages/docs.js'"
            })
    void no_text_can_become_markup_or_a_script_even_if_the_page_tried(String attempt) {
        try (var visit = site.visit("/")) {
            assertThatThrownBy(() -> visit.page().evaluate(attempt))
                    .isInstanceOf(PlaywrightException.class)
                    .hasMessageContaining("Trusted");
        }
    }

    private static FulfillOptions json(int status, Object body, String... header) {
        return new FulfillOptions()
                .setStatus(status)
                .setContentType("application/json")
                .setHeaders(header.length == 0 ? Map.of() : Map.of(header[0], header[1]))
                .setBody(Json.write(body));
    }
}
