package dev.catalyst.sandbox.inside;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs all JUnit tests among compiled classes. */
final class JavaTests implements TestExecutionListener {

    private final Report report;
    private TestPlan plan;
    private boolean failed;

    private JavaTests(Report report, TestPlan plan) {
        this.report = report;
        this.plan = plan;
    }

    /** Whether none failed. */
    static boolean run(Path classes, Report report) throws IOException {
        List<URL> roots = new ArrayList<>();
        roots.add(url(classes));
        for (String resources : List.of("src/main/resources", "src/test/resources", ".")) {
            if (Files.isDirectory(Path.of(resources))) {
                roots.add(url(Path.of(resources)));
            }
        }
        Thread self = Thread.currentThread();
        ClassLoader before = self.getContextClassLoader();
        try (var loader = new URLClassLoader(roots.toArray(URL[]::new), before)) {
            self.setContextClassLoader(loader);
            LauncherDiscoveryRequest request =
                    LauncherDiscoveryRequestBuilder.request()
                            .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(classes)))
                            .build();
            var launcher = LauncherFactory.create();
            var plan = launcher.discover(request);
            var listener = new JavaTests(report, plan);
            launcher.execute(plan, listener);
            return !listener.failed;
        } finally {
            self.setContextClassLoader(before);
        }
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest()) {
            report.started(name(test));
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        // a class whose set-up fails is told of as a failed test: its tests never start
        if (test.isTest() || !passed) {
            failed |= !passed;
            report.test(
                    name(test), passed, result.getThrowable().map(JavaTests::message).orElse(""));
        }
    }

    private String name(TestIdentifier test) {
        List<String> names = new ArrayList<>();
        // the engine itself, which has no parent, is no part of the name
        for (var at = test; at != null && plan.getParent(at).isPresent(); ) {
            names.addFirst(at.getDisplayName());
            at = plan.getParent(at).orElse(null);
        }
        return names.isEmpty() ? test.getDisplayName() : String.join(" > ", names);
    }

    /** The failure, and of its trace what lies in the code under test. */
    private static String message(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString()
                .lines()
                .filter(line -> !line.startsWith("\tat ") || isOwn(line))
                .limit(30)
                .reduce((one, other) -> one + "\n" + other)
                .orElse("");
    }

    private static boolean isOwn(String frame) {
        return !frame.matches(
                "\tat (java\\.base/|jdk\\.|org\\.junit\\.|app//org\\.junit|app//dev\\.catalyst\\.sandbox|dev\\.catalyst\\.sandbox).*");
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }
}
