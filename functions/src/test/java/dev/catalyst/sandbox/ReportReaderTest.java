package dev.catalyst.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ReportReaderTest {

    @TempDir Path folder;

    @Test
    void what_stands_before_a_cut_is_read() throws IOException {
        var report =
                read(
                        "{\"type\":\"started\",\"name\":\"a\"}\n"
                                + "{\"type\":\"test\",\"name\":\"a\",\"passed\":true,\"message\":\"\"}\n"
                                + "{\"type\":\"started\",\"name\":\"b\"}\n"
                                + "{\"type\":\"te");
        assertThat(report.tests()).containsExactly(new TestResult("a", true, ""));
        assertThat(report.unfinished()).containsExactly("b");
        assertThat(report.ended()).isFalse();
    }

    @Test
    void lines_of_another_hand_are_passed_over() throws IOException {
        var report = read("\u0000\n[]\n{\"type\":[]}\n\"x\"\n{\"type\":\"end\"}\n");
        assertThat(report.tests()).isEmpty();
        assertThat(report.ended()).isTrue();
    }

    @Test
    void a_link_in_the_place_of_the_report_is_not_followed() throws IOException {
        Path real = Files.writeString(folder.resolve("real"), "{\"type\":\"end\"}\n");
        Path link = Files.createSymbolicLink(folder.resolve("report"), real);
        assertThat(ReportReader.of(link).ended()).isFalse();
    }

    private ReportReader read(String text) throws IOException {
        return ReportReader.of(Files.writeString(folder.resolve("report"), text));
    }
}
