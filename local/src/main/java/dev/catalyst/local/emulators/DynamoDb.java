package dev.catalyst.local.emulators;

import dev.catalyst.local.template.Table;
import dev.catalyst.local.template.Template;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;
import software.amazon.dynamodb.services.local.shared.access.AmazonDynamoDBLocal;
import software.amazon.dynamodb.services.local.shared.access.LocalDBClient;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** DynamoDB Local on its file, reachable from this machine only. */
final class DynamoDb implements AutoCloseable {

    /** Whoever asks, all see one database. */
    private static final String ANYBODY = "local";

    /** The one database's name. */
    private static final String DATABASE = "shared-local-instance";

    private static final Logger SQLITE = Logger.getLogger("com.almworks.sqlite4java");

    private final LocalDynamoDBServerHandler handler;
    private final Server server;

    private DynamoDb(LocalDynamoDBServerHandler handler, Server server) {
        this.handler = handler;
        this.server = server;
    }

    static DynamoDb start(Path folder, int port, Future<Template> template) throws Exception {
        Files.createDirectories(folder);
        SQLITE.setLevel(Level.SEVERE);
        findNativeLibrary();
        var requests = requests(new Database(folder.resolve(DATABASE + ".db")));
        // DynamoDB Local's own server would listen on every interface and send telemetry
        var handler = new LocalDynamoDBServerHandler(requests, null);
        var threads = new QueuedThreadPool(64, 2);
        threads.setName("dynamodb");
        threads.setDaemon(true);
        var server = new Server(threads);
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost(Emulators.LOOPBACK);
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new DiskReserve(handler, folder.toFile()));
        return Emulators.closedOnFailure(
                new DynamoDb(handler, server),
                () -> {
                    server.start();
                    createAbsent(template.get().tables(), requests);
                });
    }

    @Override
    public void close() throws Exception {
        server.stop();
        handler.close();
    }

    /** It makes a database itself if it has none, and cannot be given one. */
    @SuppressWarnings("unchecked")
    private static LocalDynamoDBRequestHandler requests(Database database)
            throws ReflectiveOperationException {
        var requests = new LocalDynamoDBRequestHandler(0, false, null, true, false);
        var databases = LocalDynamoDBRequestHandler.class.getDeclaredField("dbRequestHandlers");
        databases.setAccessible(true);
        ((Map<String, AmazonDynamoDBLocal>) databases.get(requests))
                .put(DATABASE, new LocalDBClient(database));
        return requests;
    }

    private static void createAbsent(List<Table> tables, LocalDynamoDBRequestHandler requests) {
        var present =
                requests.listTables(ANYBODY, ANYBODY, ListTablesRequest.builder().build())
                        .tableNames();
        for (var table : tables) {
            if (!present.contains(table.name())) {
                requests.createTable(ANYBODY, ANYBODY, create(table));
            }
            // one that was killed may have come as far as the table
            table.timeToLiveAttribute()
                    .filter(_ -> !expires(table, requests))
                    .ifPresent(
                            attribute ->
                                    requests.updateTimeToLive(
                                            ANYBODY, ANYBODY, expire(table, attribute)));
        }
    }

    private static boolean expires(Table table, LocalDynamoDBRequestHandler requests) {
        var question = DescribeTimeToLiveRequest.builder().tableName(table.name()).build();
        return requests.describeTimeToLive(ANYBODY, ANYBODY, question)
                        .timeToLiveDescription()
                        .timeToLiveStatus()
                == TimeToLiveStatus.ENABLED;
    }

    private static CreateTableRequest create(Table table) {
        var request =
                CreateTableRequest.builder()
                        .tableName(table.name())
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(
                                table.attributeTypes().entrySet().stream()
                                        .map(
                                                type ->
                                                        AttributeDefinition.builder()
                                                                .attributeName(type.getKey())
                                                                .attributeType(type.getValue())
                                                                .build())
                                        .sorted(
                                                Comparator.comparing(
                                                        AttributeDefinition::attributeName))
                                        .toList())
                        .keySchema(schema(table.key()));
        if (!table.indexes().isEmpty()) {
            request.globalSecondaryIndexes(table.indexes().stream().map(DynamoDb::index).toList());
        }
        table.streamViewType()
                .ifPresent(
                        view ->
                                request.streamSpecification(
                                        stream -> stream.streamEnabled(true).streamViewType(view)));
        return request.build();
    }

    private static GlobalSecondaryIndex index(Table.Index index) {
        return GlobalSecondaryIndex.builder()
                .indexName(index.name())
                .keySchema(schema(index.key()))
                .projection(
                        projection -> {
                            projection.projectionType(index.projection());
                            if (!index.nonKeyAttributes().isEmpty()) {
                                projection.nonKeyAttributes(index.nonKeyAttributes());
                            }
                        })
                .build();
    }

    private static List<KeySchemaElement> schema(Table.Key key) {
        var elements = new ArrayList<KeySchemaElement>();
        elements.add(element(key.partition(), KeyType.HASH));
        key.sort().ifPresent(sort -> elements.add(element(sort, KeyType.RANGE)));
        return elements;
    }

    private static KeySchemaElement element(String attribute, KeyType type) {
        return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
    }

    private static UpdateTimeToLiveRequest expire(Table table, String attribute) {
        return UpdateTimeToLiveRequest.builder()
                .tableName(table.name())
                .timeToLiveSpecification(
                        TimeToLiveSpecification.builder()
                                .attributeName(attribute)
                                .enabled(true)
                                .build())
                .build();
    }

    /**
     * SQLite's library lies beside no jar: Maven keeps it, as it keeps each, in a folder of its
     * own.
     */
    static void findNativeLibrary() throws IOException {
        if (System.getProperty("sqlite4java.library.path") != null) {
            return;
        }
        var classPath = System.getProperty("java.class.path").split(File.pathSeparator, -1);
        var library =
                Stream.of(classPath)
                        .map(Path::of)
                        .filter(
                                path ->
                                        String.valueOf(path.getFileName())
                                                .startsWith("libsqlite4java-"))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "SQLite's library (libsqlite4java) is not on the class"
                                                        + " path"));
        System.setProperty("sqlite4java.library.path", library.getParent().toString());
    }
}
