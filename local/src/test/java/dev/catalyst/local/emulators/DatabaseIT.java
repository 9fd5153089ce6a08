package dev.catalyst.local.emulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.catalyst.local.SmallDisk;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.dynamodb.services.local.shared.access.LocalDBClient;
import software.amazon.dynamodb.services.local.shared.exceptions.LocalDBAccessException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What was acknowledged is in the file, whatever happens next. */
class DatabaseIT {

    private static final String TABLE = "things";

    /** Some of several pages, so that there is something to write. */
    private static final String CONTENT = "x".repeat(20_000);

    @TempDir private Path folder;

    @BeforeAll
    static void library() throws IOException {
        DynamoDb.findNativeLibrary();
    }

    @Test
    void a_transaction_is_in_the_file_when_it_is_acknowledged() throws IOException {
        var database = open(folder.resolve("one.db"));
        create(database);
        for (int i = 0; i < 20; i++) {
            write(database, i);

            // what a host that is killed now leaves behind
            var left = Files.createDirectory(folder.resolve("left-" + i));
            copy(folder, left);
            var next = open(left.resolve("one.db"));
            assertThat(holds(next, i)).as("item %d", i).isTrue();
            next.shutdown();
        }
        database.shutdown();
    }

    @Test
    void a_transaction_that_found_no_room_is_not_acknowledged() throws Exception {
        var mounted = SmallDisk.mount(folder);
        assumeTrue(mounted.isPresent(), "skipped: only root may mount a disk of a test's own");
        try (var disk = mounted.orElseThrow()) {
            var file = disk.folder().resolve("one.db");
            var database = open(file);
            create(database);
            disk.fill();
            var accepted = accepted(database, IntStream.range(0, 200));
            assertThat(accepted).hasSizeLessThan(200);
            disk.makeRoom();
            assertThat(accepted(database, IntStream.range(200, 210))).hasSize(10);
            database.shutdown();

            var next = open(file);
            assertThat(accepted).allMatch(number -> holds(next, number));
            assertThat(IntStream.range(200, 210)).allMatch(number -> holds(next, number));
            next.shutdown();
        }
    }

    private static LocalDBClient open(Path file) {
        return new LocalDBClient(new Database(file));
    }

    private static List<Integer> accepted(LocalDBClient database, IntStream numbers) {
        return numbers.boxed()
                .filter(
                        number -> {
                            try {
                                write(database, number);
                                return true;
                            } catch (LocalDBAccessException _) {
                                return false;
                            }
                        })
                .toList();
    }

    private static void create(LocalDBClient database) {
        database.dynamoDbClient()
                .createTable(
                        table ->
                                table.tableName(TABLE)
                                        .billingMode(BillingMode.PAY_PER_REQUEST)
                                        .attributeDefinitions(
                                                number ->
                                                        number.attributeName("number")
                                                                .attributeType(
                                                                        ScalarAttributeType.N))
                                        .keySchema(
                                                number ->
                                                        number.attributeName("number")
                                                                .keyType(KeyType.HASH)));
    }

    private static void write(LocalDBClient database, int number) {
        database.dynamoDbClient()
                .transactWriteItems(
                        transaction ->
                                transaction.transactItems(
                                        write ->
                                                write.put(
                                                        put ->
                                                                put.tableName(TABLE)
                                                                        .item(
                                                                                Map.of(
                                                                                        "number",
                                                                                        value(
                                                                                                number),
                                                                                        "content",
                                                                                        AttributeValue
                                                                                                .fromS(
                                                                                                        CONTENT))))));
    }

    private static boolean holds(LocalDBClient database, int number) {
        return database.dynamoDbClient()
                .getItem(ask -> ask.tableName(TABLE).key(Map.of("number", value(number))))
                .hasItem();
    }

    private static AttributeValue value(int number) {
        return AttributeValue.fromN(String.valueOf(number));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.list(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
