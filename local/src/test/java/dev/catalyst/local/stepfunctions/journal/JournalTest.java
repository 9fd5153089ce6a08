package dev.catalyst.local.stepfunctions.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

class JournalTest {

    @TempDir Path directory;

    private Journal journal(long segmentBytes, Segments.Opening opening) throws IOException {
        return new Journal(directory, entry -> {}, segmentBytes, opening, Duration.ofMillis(5));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Entry entry) {
        return new String(entry.body(), StandardCharsets.UTF_8);
    }

    private static long append(Journal journal, String body) {
        Journal.Appended appended = journal.append((byte) 0, -1, -1, 0, text(body));
        appended.commit().await();
        return appended.position();
    }

    private List<String> reopened(Path home) throws IOException {
        List<String> found = new ArrayList<>();
        new Journal(home, entry -> found.add(text(entry))).close();
        return found;
    }

    private List<Path> files(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
    }

    @Test
    void a_journal_cut_at_any_byte_keeps_its_whole_records_and_takes_more() throws IOException {
        List<Long> ends = new ArrayList<>();
        Path original = directory.resolve("original");
        try (Journal journal = new Journal(original, entry -> {})) {
            for (String body : List.of("one", "", "three " + "x".repeat(60), "four")) {
                ends.add(append(journal, body));
            }
        }
        Path file = files(original).getFirst();
        byte[] bytes = Files.readAllBytes(file);
        ends.removeFirst();
        ends.add((long) bytes.length);
        for (int length = 0; length <= bytes.length; length++) {
            Path home = Files.createDirectory(directory.resolve("cut" + length));
            Files.write(home.resolve(file.getFileName()), Arrays.copyOf(bytes, length));
            int whole = 0;
            while (whole < ends.size() && ends.get(whole) <= length) {
                whole++;
            }
            try (Journal journal = new Journal(home, entry -> {})) {
                append(journal, "more");
            }
            assertThat(reopened(home)).hasSize(whole + 1).endsWith("more");
        }
    }

    @Test
    void a_last_record_with_a_flipped_bit_is_dropped() throws IOException {
        try (Journal journal = new Journal(directory, entry -> {})) {
            append(journal, "one");
            append(journal, "two");
        }
        Path file = files(directory).getFirst();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertThat(reopened(directory)).containsExactly("one");
    }

    @Test
    void records_go_over_many_files_and_are_found_by_their_position() throws IOException {
        List<Long> positions = new ArrayList<>();
        try (Journal journal = journal(100, Segments::open)) {
            for (int i = 0; i < 50; i++) {
                positions.add(append(journal, "record " + i));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(text(journal.read(positions.get(i)))).isEqualTo("record " + i);
            }
        }
        assertThat(files(directory).size()).isGreaterThan(10);
        assertThat(reopened(directory)).hasSize(50).startsWith("record 0").endsWith("record 49");
    }

    @Test
    void damage_in_an_older_file_is_refused_and_named() throws IOException {
        try (Journal journal = journal(100, Segments::open)) {
            for (int i = 0; i < 20; i++) {
                append(journal, "record " + i);
            }
        }
        Path file = files(directory).getFirst();
        byte[] bytes = Files.readAllBytes(file);
        bytes[20] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> reopened(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void old_files_can_be_forgotten_and_the_rest_is_read_as_before() throws IOException {
        long middle = 0;
        try (Journal journal = journal(100, Segments::open)) {
            for (int i = 0; i < 20; i++) {
                long position = append(journal, "record " + i);
                middle = i == 10 ? position : middle;
            }
            assertThat(journal.forgetBefore(middle)).isLessThanOrEqualTo(middle).isPositive();
            assertThat(text(journal.read(middle))).isEqualTo("record 10");
        }
        assertThat(reopened(directory))
                .contains("record 10", "record 19")
                .doesNotContain("record 0");
    }

    @Test
    void records_of_many_writers_are_all_kept_and_each_chain_in_its_order() throws Exception {
        int writers = 20;
        int each = 100;
        Set<Long> lasts = ConcurrentHashMap.newKeySet();
        try (Journal journal = journal(4_000, Segments::open)) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int writer = 0; writer < writers; writer++) {
                    threads.execute(() -> lasts.add(chain(journal, each)));
                }
            }
            for (long last : lasts) {
                int left = each;
                for (long at = last; at >= 0; at = journal.readHead(at).previous()) {
                    assertThat(journal.readHead(at).mark()).isEqualTo(left--);
                    assertThat(text(journal.read(at))).isEqualTo("step " + (left + 1));
                }
                assertThat(left).isZero();
            }
        }
        assertThat(reopened(directory)).hasSize(writers * each);
    }

    private static long chain(Journal journal, int length) {
        long first = -1;
        long last = -1;
        for (int i = 1; i <= length; i++) {
            Journal.Appended appended = journal.append((byte) 0, first, last, i, text("step " + i));
            first = first < 0 ? appended.position() : first;
            last = appended.position();
            if (i % 10 == 0) {
                appended.commit().await();
            }
        }
        return last;
    }

    @Test
    void a_directory_has_one_owner_at_a_time() throws IOException {
        try (Journal journal = new Journal(directory, entry -> {})) {
            append(journal, "mine");
            assertThatThrownBy(() -> reopened(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Another process uses");
        }
        assertThat(reopened(directory)).containsExactly("mine");
    }

    @Test
    void a_closed_journal_takes_no_more() throws IOException {
        Journal journal = new Journal(directory, entry -> {});
        journal.close();
        assertThatThrownBy(() -> append(journal, "late")).hasMessageContaining("closed");
    }

    enum Trouble {
        FULL,
        FSYNC
    }

    @ParameterizedTest
    @EnumSource
    void a_disk_in_trouble_is_told_of_and_gets_everything_once_when_it_is_well_again(
            Trouble trouble) throws IOException {
        var disk = new FailingDisk();
        // each record begins a file of its own: it is taken back with its file
        for (long segmentBytes : List.of(1_000L, 1L)) {
            Path home = Files.createDirectory(directory.resolve(trouble + "-" + segmentBytes));
            var settled = new ArrayList<String>();
            try (var journal =
                    new Journal(home, _ -> {}, segmentBytes, disk::open, Duration.ofMillis(5))) {
                append(journal, "before");
                disk.is(trouble == Trouble.FULL ? 10 : Integer.MAX_VALUE, true);
                for (var body : List.of("one", "two")) {
                    var appended = journal.append((byte) 0, -1, -1, 0, text(body));
                    appended.commit().then(() -> settled.add(body));
                    assertThatThrownBy(() -> appended.commit().await())
                            .isInstanceOf(UncheckedIOException.class)
                            .hasMessageContaining("The journal cannot be written: ");
                }
                assertThat(settled).isEmpty();
                disk.is(Integer.MAX_VALUE, false);
                var last = journal.append((byte) 0, -1, -1, 0, text("after"));
                var durable = new CompletableFuture<Void>();
                last.commit().then(() -> durable.complete(null));
                durable.join();
                last.commit().await();
                assertThat(settled).containsExactly("one", "two");
                assertThat(text(journal.read(last.position()))).isEqualTo("after");
            }
            assertThat(reopened(home)).containsExactly("before", "one", "two", "after");
        }
    }

    @Test
    void a_journal_is_closed_while_the_disk_is_full_without_what_was_never_acknowledged()
            throws IOException {
        var disk = new FailingDisk();
        try (var journal = journal(1_000, disk::open)) {
            append(journal, "kept");
            disk.is(0, true);
            assertThatThrownBy(() -> append(journal, "lost"))
                    .isInstanceOf(UncheckedIOException.class);
        }
        assertThat(reopened(directory)).containsExactly("kept");
    }
}
