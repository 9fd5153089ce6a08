package dev.catalyst.sandbox.inside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** Compiles every Java source under the present folder. */
final class JavaCompile {

    private JavaCompile() {}

    /** Whether all is well; what is not stands in the report. */
    static boolean into(Path classes, Report report) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            report.diagnostic(
                    "", 0, "The sandbox's Java has no compiler: install a JDK 25, not a JRE.");
            return false;
        }
        List<Path> sources = sources();
        if (sources.isEmpty()) {
            report.diagnostic("", 0, "There is no Java source file.");
            return false;
        }
        var found = new DiagnosticCollector<JavaFileObject>();
        try (var files =
                compiler.getStandardFileManager(found, Locale.ENGLISH, StandardCharsets.UTF_8)) {
            var options =
                    List.of(
                            "-d",
                            classes.toString(),
                            "-proc:none",
                            "-nowarn",
                            "-parameters",
                            "-Xlint:none");
            boolean well =
                    compiler.getTask(
                                    null,
                                    files,
                                    found,
                                    options,
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources))
                            .call();
            found.getDiagnostics().stream()
                    .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                    .forEach(diagnostic -> tell(diagnostic, report));
            return well;
        }
    }

    /** Without module declarations: tests lie beside the code, on one class path. */
    private static List<Path> sources() throws IOException {
        try (var all = Files.walk(Path.of(""))) {
            return all.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.endsWith("module-info.java"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static void tell(Diagnostic<? extends JavaFileObject> diagnostic, Report report) {
        JavaFileObject source = diagnostic.getSource();
        report.diagnostic(
                source == null ? "" : source.getName(),
                Math.max(0, diagnostic.getLineNumber()),
                diagnostic.getMessage(Locale.ENGLISH));
    }
}
