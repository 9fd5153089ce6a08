package dev.catalyst.local;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The Chromium that is installed on this machine; none is ever downloaded. */
final class Browser implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser");
    private static final List<String> QUIET =
            List.of("--no-sandbox", "--disable-background-networking", "--disable-sync");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    private Browser(Path executable) {
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium =
                playwright
                        .chromium()
                        .launch(new LaunchOptions().setExecutablePath(executable).setArgs(QUIET));
    }

    /** Skips the test, and says why, where no Chromium is installed. */
    static Browser start() {
        var executable = installed();
        if (executable.isEmpty()) {
            System.out.println("skipped: there is no chromium on the path");
        }
        assumeTrue(executable.isPresent(), "chromium is on the path");
        return new Browser(executable.get());
    }

    private static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Somebody who has never been there, with a window of this size. */
    BrowserContext visitor(int width, int height) {
        return chromium.newContext(
                new com.microsoft.playwright.Browser.NewContextOptions()
                        .setViewportSize(width, height));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
