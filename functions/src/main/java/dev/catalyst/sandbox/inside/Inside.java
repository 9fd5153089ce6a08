package dev.catalyst.sandbox.inside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sandbox's first process for Java code, and for starting applications of any kind. */
public final class Inside {

    private Inside() {}

    /** `compile REPORT`, `test REPORT`, `smoke REPORT COMMAND PATH SECONDS`. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var report = new Report(Path.of(args[1]));
        boolean well =
                switch (args[0]) {
                    case "compile" -> JavaCompile.into(classes(), report);
                    case "test" -> test(report);
                    case "smoke" ->
                            Smoke.answers(args[2], args[3], Integer.parseInt(args[4]), report);
                    default -> throw new IllegalArgumentException(args[0]);
                };
        report.end();
        // threads that the code left behind do not hold up the end
        Runtime.getRuntime().halt(well ? 0 : 1);
    }

    private static boolean test(Report report) throws IOException {
        Path classes = classes();
        return JavaCompile.into(classes, report) && JavaTests.run(classes, report);
    }

    private static Path classes() throws IOException {
        return Files.createTempDirectory("classes");
    }
}
