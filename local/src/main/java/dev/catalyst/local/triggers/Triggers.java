package dev.catalyst.local.triggers;

import dev.catalyst.local.lambda.Invoker;
import dev.catalyst.local.template.EventSource;
import dev.catalyst.local.template.Template;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Everything that calls the template's functions and machines without being asked. */
public final class Triggers implements AutoCloseable {

    /** What triggers talk to. */
    public record Services(
            Invoker functions,
            MachineStarter machines,
            SqsClient sqs,
            DynamoDbClient dynamoDb,
            DynamoDbStreamsClient streams) {}

    private static final Duration TABLE_PAUSE = Duration.ofMillis(200);

    private final Template template;
    private final Services services;
    private final Path home;
    private final Clock clock;
    private final Duration tablePause;
    private final Deliveries deliveries;
    private final EventBus bus;
    private final List<AutoCloseable> running = new ArrayList<>();

    /** Nothing is called before {@link #start}; what has to survive a restart is kept in home. */
    public Triggers(Template template, Services services, Path home, Clock clock) {
        this(template, services, home, clock, TABLE_PAUSE);
    }

    Triggers(Template template, Services services, Path home, Clock clock, Duration tablePause) {
        this.tablePause = tablePause;
        this.template = template;
        this.services = services;
        this.home = home;
        this.clock = clock;
        this.deliveries =
                new Deliveries(services.functions(), services.machines(), services.sqs(), clock);
        this.bus = new EventBus(template.rules(), deliveries, home.resolve("events"), clock);
    }

    public EventBus bus() {
        return bus;
    }

    /** Begins; tables and queues must be there. */
    public void start() {
        bus.resume();
        for (EventSource source : template.eventSources()) {
            if (source.enabled()) {
                running.add(open(source));
            }
        }
        running.add(new Schedules(template.schedules(), deliveries, clock));
    }

    private AutoCloseable open(EventSource source) {
        return switch (source) {
            case EventSource.FromQueue queue ->
                    new QueueSource(queue, services.sqs(), services.functions(), clock);
            case EventSource.FromTable table -> open(table);
        };
    }

    private AutoCloseable open(EventSource.FromTable mapping) {
        String stream =
                services.dynamoDb()
                        .describeTable(t -> t.tableName(mapping.table()))
                        .table()
                        .latestStreamArn();
        if (stream == null) {
            throw new IllegalStateException(
                    "the table "
                            + mapping.table()
                            + " has no stream: give it a StreamSpecification");
        }
        var discards = new FailedBatches(mapping, stream, services.sqs(), clock);
        return new TableSource(
                mapping,
                stream,
                services.streams(),
                home.resolve("streams")
                        .resolve(mapping.table() + "-" + mapping.function() + ".json"),
                new StreamBatches(mapping, services.functions(), discards, clock),
                clock,
                tablePause);
    }

    @Override
    public void close() {
        for (AutoCloseable part : running) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("a trigger did not stop", e);
            }
        }
        deliveries.close();
    }
}
