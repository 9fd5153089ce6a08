package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.WebSocketRoute;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** What a person does with the console, in a real browser, in front of the whole system. */
class ConsoleIT {

    private static final String TODO = "Build a todo app with title and done";
    private static final String UNREADABLE = "What is the meaning of life?";
    private static final String END = "The task is completed.";
    private static final Pattern SOCKETS = Pattern.compile(".*/ws(\\?.*)?");

    @TempDir private static Path home;

    private static Site site;

    @BeforeAll
    static void open() throws IOException {
        site = Site.open(home);
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void a_task_from_its_project_to_its_files_by_keyboard_alone() {
        try (var visit = site.visit("/")) {
            visit.press("button \"New project\"");
            visit.waitForFocus("textbox \"Project name\"");
            visit.type("Keyboard kitchen");
            visit.page().keyboard().press("Enter");
            visit.hear("heading \"Keyboard kitchen\"");

            visit.tabTo("textbox \"Prompt\"");
            visit.type(TODO);
            visit.press("button \"Start task\"");
            visit.waitForFocus("heading \"" + TODO);
            for (var agent :
                    List.of("Planner", "Architect", "Coder", "Tester", "Reviewer", "Deployer")) {
                visit.hear(agent + "\".{0,60}completed.{0,20}cost \\$0\\.00.{0,20}simulated");
            }
            visit.waitForLine(END);

            visit.press("button \"Files\"");
            visit.press("button \"README.md");
            visit.hear("region \"README.md\"");
            assertThat(visit.page().innerText("pre")).contains("java Start.java");
            assertThat(visit.odd()).isEmpty();
        }
    }

    @Test
    void a_page_whose_socket_is_cut_again_and_again_ends_like_a_fresh_one() {
        var task = site.task("Cut", TODO, false);
        var cuts = new AtomicInteger();
        try (var visit = site.visitor(1200, 900)) {
            visit.page().routeWebSocket(SOCKETS, socket -> cutAfter(socket, 15, cuts));
            visit.page().navigate(site.origin() + "/#/tasks/" + task);
            visit.waitForLine(END);

            assertThat(cuts).as("cuts").hasPositiveValue();
            assertThat(visit.lines()).isEqualTo(site.fresh(task)).hasSizeGreaterThan(100);
            visit.hear("Deployer\".{0,60}completed");
            assertThat(visit.odd()).isEmpty();
        }
    }

    /** Lets so many frames of the server pass, and loses what comes after. */
    private static void cutAfter(WebSocketRoute socket, int frames, AtomicInteger cuts) {
        var server = socket.connectToServer();
        var passed = new AtomicInteger();
        server.onMessage(
                frame -> {
                    if (passed.incrementAndGet() <= frames) {
                        socket.send(frame.text());
                    } else if (passed.get() == frames + 1) {
                        cuts.incrementAndGet();
                        socket.close();
                    }
                });
    }

    @Test
    void a_page_that_was_offline_ends_like_a_fresh_one() {
        var task = site.task("Offline", TODO, true);
        site.reach(task, "awaiting_approval");
        try (var visit = site.visit("/#/tasks/" + task)) {
            visit.waitForLine("waits for approval");
            visit.context().setOffline(true);
            visit.hear("status: Offline");
            site.post("/api/tasks/" + task + "/approve", Map.of());
            site.reach(task, "completed");
            visit.context().setOffline(false);
            visit.waitForLine(END);

            assertThat(visit.lines()).isEqualTo(site.fresh(task));
        }
    }

    @Test
    void a_person_approves_what_waits() {
        var task = site.task("Approval", TODO, true);
        site.reach(task, "awaiting_approval");
        try (var visit = site.visit("/#/tasks/" + task)) {
            visit.hear("It waits for you");
            visit.press("button \"Approve\"");
            visit.waitForLine(END);
            visit.hear("Deployer\".{0,60}completed");

            assertThat(visit.told()).doesNotContain("It waits for you", "\"Approve\"");
            assertThat(visit.odd()).isEmpty();
        }
        assertThat(site.read("/api/tasks/" + task).path("status").asText()).isEqualTo("completed");
    }

    @Test
    void a_person_rejects_with_a_reason_and_is_told_where_it_is_missing() {
        var task = site.task("Rejection", TODO, true);
        site.reach(task, "awaiting_approval");
        try (var visit = site.visit("/#/tasks/" + task)) {
            visit.press("button \"Reject\"");
            visit.waitForFocus("textbox \"Reason\"");
            visit.press("button \"Reject it\"");
            visit.hear("textbox \"Reason\".*is required");
            visit.waitForFocus("textbox \"Reason\"");
            visit.type("too plain");
            visit.page().keyboard().press("Enter");
            visit.hear("Cancelled: too plain");
        }
    }

    @Test
    void a_failed_task_says_why_and_is_redriven() {
        var task = site.task("Failure", UNREADABLE, false);
        site.reach(task, "failed");
        try (var visit = site.visit("/#/tasks/" + task)) {
            visit.hear("The planner failed.*offline_prompt_unsupported.*set up a real model");
            visit.press("button \"Redrive\"");
            visit.press("button \"Go on\"");
            visit.waitForLine("The task is redriven");
            visit.hear("The planner failed.*");

            assertThat(visit.page().innerText(".figures")).contains("Redriven\n1");
            assertThat(visit.odd()).isEmpty();
        }
    }

    @Test
    void a_task_is_stopped_only_when_that_is_confirmed() {
        var task = site.task("Stop", TODO, true);
        try (var visit = site.visit("/#/tasks/" + task)) {
            visit.press("button \"Cancel task\"");
            visit.page().keyboard().press("Escape");
            assertThat(visit.focused()).contains("button \"Cancel task\"");
            visit.page().keyboard().press("Enter");
            visit.press("button \"Stop it now\"");
            visit.hear("Cancelled: cancelled by a person");
        }
    }

    @Test
    void a_fork_shows_what_it_has_changed() {
        var task = site.task("Fork", TODO, false);
        site.reach(task, "completed");
        try (var visit = site.visit("/#/tasks/" + task)) {
            visit.press("button \"Fork\"");
            visit.page().selectOption("select[name=from]", "planner");
            visit.tabTo("textbox \"Another prompt");
            visit.type("Build a note app with text");
            visit.press("button \"Fork it\"");
            visit.hear("heading \"Build a note app with text\"");
            visit.waitForLine(END);

            visit.press("button \"Files\"");
            visit.press("button \"changed README.md");
            await().until(() -> visit.page().locator("pre ins").count() > 0);
            assertThat(visit.page().locator("pre del").allInnerTexts().toString())
                    .containsIgnoringCase("todo");
            visit.page().selectOption("#compare", "tester");
            visit.hear("button \"added src/test/java/");
        }
    }

    @Test
    void texts_from_outside_stay_texts() {
        var evil = "<b>bold</b><img src=x onerror=alert(1)><script>alert(2)</script>\"'}{{7*7}}";
        var task = site.task(evil, "Tell me of " + evil, false);
        site.reach(task, "failed");
        try (var visit = site.visit("/#/tasks/" + task)) {
            visit.waitForLine("cannot read this prompt");

            assertThat(visit.page().innerText("h1")).isEqualTo("Tell me of " + evil);
            assertThat(visit.page().innerText(".crumbs")).contains(evil);
            assertThat(visit.page().locator("main b, main img, main script").count()).isZero();
            visit.page().navigate(site.origin() + "/");
            visit.hear("link \"Tell me of <b>bold");
            assertThat(visit.odd()).isEmpty();
        }
    }
}
