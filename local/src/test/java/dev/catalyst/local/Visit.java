package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.ColorScheme;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One open page, used by keyboard and read as a screen reader reads it. */
final class Visit implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MOST_TABS = 120;

    private final BrowserContext context;
    private final Page page;

    /** What no visit should meet: faults, dialogs, and requests to elsewhere. */
    private final List<String> odd = new ArrayList<>();

    Visit(BrowserContext context, String origin) {
        this.context = context;
        page = context.newPage();
        page.onPageError(fault -> odd.add("fault: " + fault));
        page.onDialog(
                dialog -> {
                    odd.add("dialog: " + dialog.message());
                    dialog.dismiss();
                });
        page.onConsoleMessage(
                message -> {
                    // a refusal that the page shows is told here as well
                    if (message.type().equals("error")
                            && !message.text().startsWith("Failed to load resource")
                            && !message.text().startsWith("WebSocket connection")) {
                        odd.add("console: " + message.text());
                    }
                });
        page.onRequest(
                request -> {
                    if (!request.url().startsWith(origin)) {
                        odd.add("request: " + request.url());
                    }
                });
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    List<String> odd() {
        return odd;
    }

    /** Role and name of what has the focus, such as {@code button "New project"}. */
    String focused() {
        var focus = page.locator(":focus");
        try {
            return focus.count() == 0
                    ? ""
                    : focus.first().ariaSnapshot().lines().findFirst().orElse("");
        } catch (PlaywrightException gone) {
            return "";
        }
    }

    /** Goes on by Tab until the focus is on something with this role and name. */
    void tabTo(String pattern) {
        var wanted = Pattern.compile("^- '?" + pattern, Pattern.CASE_INSENSITIVE);
        var met = new ArrayList<String>();
        for (int i = 0; i < MOST_TABS; i++) {
            page.keyboard().press("Tab");
            met.add(focused());
            if (wanted.matcher(met.getLast()).find()) {
                return;
            }
        }
        assertThat(met).as("by Tab").anyMatch(one -> wanted.matcher(one).find());
    }

    void press(String pattern) {
        tabTo(pattern);
        page.keyboard().press("Enter");
    }

    void type(String text) {
        page.keyboard().type(text);
    }

    /** Waits until the page, as it is told to a screen reader, matches. */
    void hear(String pattern) {
        var wanted = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        await(pattern)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> wanted.matcher(told()).find());
    }

    /** Waits until the page has moved the focus there. */
    void waitForFocus(String what) {
        await("the focus on " + what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> focused().contains(what));
    }

    String told() {
        return page.locator("body").ariaSnapshot();
    }

    Locator log() {
        return page.locator("[role=log]");
    }

    /** The lines of the log that are in the page. */
    List<String> lines() {
        return log().locator(":scope > *").allInnerTexts().stream()
                .map(line -> line.replaceAll("\\s+", " ").strip())
                .toList();
    }

    void waitForLine(String text) {
        await(text)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> lines().stream().anyMatch(line -> line.contains(text)));
    }

    void wear(ColorScheme theme) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
    }

    @Override
    public void close() {
        context.close();
    }
}
