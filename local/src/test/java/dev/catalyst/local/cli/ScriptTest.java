package dev.catalyst.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The script {@code catalyst} in a project of its own, with a Java and a Maven that only say what
 * they were told.
 */
class ScriptTest {

    @TempDir Path folder;
    private Path project;
    private Path tools;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void makeProject() throws IOException {
        project = Files.createDirectories(folder.resolve("a project"));
        tools = Files.createDirectories(folder.resolve("tools"));
        for (var module : List.of("functions", "local")) {
            Files.createDirectories(project.resolve(module + "/src/main"));
            Files.writeString(project.resolve(module + "/pom.xml"), "");
        }
        Files.writeString(project.resolve("pom.xml"), "");
        Files.writeString(project.resolve("local/src/main/jvm.options"), "");
        script(project.resolve("catalyst"), Files.readString(root().resolve("catalyst")));
        maven(0);
    }

    /** Tests run in the module's folder or in the project's. */
    private static Path root() {
        var here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("catalyst")) ? here : here.getParent();
    }

    private static Path script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path jdk(String name, int version) throws IOException {
        var home = folder.resolve(name);
        script(home.resolve("bin/java"), "#!/bin/sh\necho \"" + name + "\" \"$@\"\n");
        script(home.resolve("bin/javac"), "#!/bin/sh\n");
        script(home.resolve("bin/jar"), "#!/bin/sh\nif [ \"$1\" = cfM ]; then : >\"$2\"; fi\n");
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
        return home;
    }

    private void maven(int code) throws IOException {
        script(
                tools.resolve("mvn"),
                """
                #!/bin/sh
                if [ "$1" = -v ]; then echo "Apache Maven 3.9.9"; exit 0; fi
                echo built >>"%s"
                echo '[ERROR] a "broken" line'
                mkdir -p functions/target local/target
                : >functions/target/functions-1.jar
                : >local/target/local-1.jar
                : >local/target/library.jar
                : >local/target/DynamoDBLocal-1.jar
                libraries=$PWD/local/target
                printf %%s "$libraries/library.jar:$libraries/DynamoDBLocal-1.jar" >local/target/classpath
                exit %d
                """
                        .formatted(folder.resolve("builds"), code));
    }

    private int builds() throws IOException {
        var file = folder.resolve("builds");
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    private Ended run(Path javaHome, Path script, String... arguments)
            throws IOException, InterruptedException {
        var line = new ArrayList<String>(List.of(script.toString()));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectError(folder.resolve("err").toFile());
        builder.environment().put("HOME", folder.resolve("home").toString());
        builder.environment().put("PATH", tools + ":/usr/bin:/bin");
        builder.environment().remove("SDKMAN_DIR");
        builder.environment().put("JAVA_HOME", javaHome.toString());
        var process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), read("out"), read("err"));
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
    }

    @Test
    void java_home_is_taken_and_everything_is_handed_on() throws Exception {
        var ended = run(jdk("jdk-25", 25), project.resolve("catalyst"), "run", "two words");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).startsWith("jdk-25 @").endsWith("cli.Catalyst run two words\n");
        assertThat(ended.err()).contains("building");
    }

    @Test
    void an_old_java_home_is_passed_over_for_a_newer_jdk() throws Exception {
        jdk("home/.jdks/newer", 26);
        // the machine may have a JDK of its own in a usual place: no version is found there
        only(26);

        var ended = run(jdk("jdk-17", 17), project.resolve("catalyst"), "env");

        assertThat(ended.out()).contains("home/.jdks/newer");
    }

    @Test
    void no_jdk_is_told_with_what_to_install() throws Exception {
        only(99);

        var ended = run(jdk("jdk-25", 25), project.resolve("catalyst"), "up");

        assertThat(ended.code()).isEqualTo(ExitCode.CANNOT_SERVE);
        assertThat(ended.err()).contains("JDK 99", "Install", "JAVA_HOME");
        assertThat(builds()).isZero();
    }

    /** Asks the script for another version than it has. */
    private void only(int version) throws IOException {
        var script = project.resolve("catalyst");
        Files.writeString(script, Files.readString(script).replace("JDK=25", "JDK=" + version));
    }

    @Test
    void an_old_maven_is_told_with_what_to_install() throws Exception {
        script(tools.resolve("mvn"), "#!/bin/sh\necho 'Apache Maven 3.6.3'\n");

        var ended = run(jdk("jdk-25", 25), project.resolve("catalyst"), "up");

        assertThat(ended.code()).isEqualTo(ExitCode.CANNOT_SERVE);
        assertThat(ended.err()).contains("Maven 3.8", "3.6", "Install");
    }

    @Test
    void only_newer_sources_are_built_again() throws Exception {
        var jdk = jdk("jdk-25", 25);
        run(jdk, project.resolve("catalyst"), "env");
        run(jdk, project.resolve("catalyst"), "env");
        assertThat(builds()).isEqualTo(1);

        Files.writeString(project.resolve("local/src/main/New.java"), "");
        run(jdk, project.resolve("catalyst"), "env");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void the_first_start_of_a_host_keeps_its_classes_for_the_next() throws Exception {
        var jdk = keeping("echo kept >\"${word#*=}\"");

        assertThat(run(jdk, project.resolve("catalyst"), "task").out()).doesNotContain("AOTCache");
        assertThat(jdk.resolve("tries")).doesNotExist();
        var ended = run(jdk, project.resolve("catalyst"), "up");
        run(jdk, project.resolve("catalyst"), "run");

        var cache = Pattern.compile("-XX:AOTCache=(.*/host\\.aot)").matcher(ended.out());
        assertThat(cache.find()).as(ended.out()).isTrue();
        assertThat(Path.of(cache.group(1))).hasContent("kept");
        assertThat(jdk.resolve("tries")).hasContent("try");
    }

    @Test
    void classes_that_cannot_be_kept_cost_one_try_and_no_command() throws Exception {
        var jdk = keeping("exit 1");

        assertThat(run(jdk, project.resolve("catalyst"), "up").code()).isZero();
        assertThat(run(jdk, project.resolve("catalyst"), "up").code()).isZero();
        assertThat(jdk.resolve("tries")).hasContent("try");
    }

    /** A JDK that does this when it is asked to keep classes, and counts how often that was. */
    private Path keeping(String how) throws IOException {
        var jdk = jdk("jdk-25", 25);
        script(
                jdk.resolve("bin/java"),
                """
                #!/bin/sh
                for word in "$@"; do
                  case $word in -XX:AOTCacheOutput=*) echo try >>"%s/tries"; %s; exit ;; esac
                done
                echo "$@"
                """
                        .formatted(jdk, how));
        return jdk;
    }

    @Test
    void two_commands_at_once_build_once() throws Exception {
        var jdk = jdk("jdk-25", 25);
        try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = both.submit(() -> start(jdk));
            var second = both.submit(() -> start(jdk));
            assertThat(first.get()).isZero();
            assertThat(second.get()).isZero();
        }
        assertThat(builds()).isEqualTo(1);
    }

    private int start(Path jdk) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(project.resolve("catalyst").toString(), "env");
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PATH", tools + ":/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", jdk.toString());
        var process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void a_failed_build_shows_why_and_in_json_every_line_is_json() throws Exception {
        maven(1);
        var jdk = jdk("jdk-25", 25);

        var plain = run(jdk, project.resolve("catalyst"), "run", "x");
        assertThat(plain.code()).isEqualTo(ExitCode.CANNOT_SERVE);
        assertThat(plain.err()).contains("[ERROR] a \"broken\" line");

        var json = run(jdk, project.resolve("catalyst"), "run", "x", "--json");
        assertThat(json.code()).isEqualTo(ExitCode.CANNOT_SERVE);
        assertThat(json.out()).isEmpty();
        assertThat(json.err().lines())
                .hasSizeGreaterThan(2)
                .allMatch(line -> Json.tree(line).isObject());
    }

    @Test
    void it_works_through_a_symbolic_link() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a project/catalyst"));

        var ended = run(jdk("jdk-25", 25), link, "env");

        assertThat(ended.out()).contains("-Dcatalyst.root=" + project.toRealPath());
    }
}
