package dev.catalyst.tasks;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.Problem;
import dev.catalyst.lambda.Reply;
import dev.catalyst.lambda.Request;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Counts.OfAgent;

import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.Unit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * `/metrics`: the caller's tenant as OpenMetrics text, all of it from the table. A function that
 * runs many times side by side, and now and then not at all, has nothing of its own to tell.
 */
public final class MetricsApi extends HttpHandler {

    private final Table table;
    private final boolean enabled;

    public MetricsApi() {
        this(StartCheck.needs("TABLE_NAME").passed());
    }

    private MetricsApi(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                !env.optional("ENABLE_METRICS").orElse("true").equals("false"));
    }

    MetricsApi(Table table, boolean enabled) {
        this.table = table;
        this.enabled = enabled;
        route("GET", "/metrics", this::metrics);
    }

    private Reply metrics(Request request) {
        if (!enabled) {
            throw Problem.of(404, "Not found", "Metrics are turned off: ENABLE_METRICS is false.");
        }
        var tenant = request.tenant();
        var counts = new Counts(table, tenant);
        var snapshots =
                List.of(
                        open(tenant),
                        queue(tenant),
                        ended(counts),
                        turns(counts),
                        tokens(counts),
                        cost(counts));
        return Reply.text(OpenMetricsTextFormatWriter.CONTENT_TYPE, written(snapshots))
                .with("Cache-Control", "no-store");
    }

    private static String written(List<MetricSnapshot> snapshots) {
        var out = new ByteArrayOutputStream();
        try {
            OpenMetricsTextFormatWriter.create().write(out, new MetricSnapshots(snapshots));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private MetricSnapshot open(String tenant) {
        var gauge =
                GaugeSnapshot.builder().name("catalyst_tasks").help("Tasks that have not ended");
        Stream.of(Status.values())
                .filter(status -> !status.isTerminal())
                .forEach(
                        status ->
                                gauge.dataPoint(
                                        gauge(
                                                table.countOf(
                                                        "gsi2",
                                                        Tasks.statusPartition(tenant, status)),
                                                Labels.of("status", status.toString()))));
        return gauge.build();
    }

    private MetricSnapshot queue(String tenant) {
        return GaugeSnapshot.builder()
                .name("catalyst_queue_depth")
                .help("What is owed to tasks and waits for a slot")
                .dataPoint(gauge(table.count(Key.queues(tenant)), Labels.EMPTY))
                .build();
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot gauge(long value, Labels labels) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .value((double) value)
                .labels(labels)
                .build();
    }

    private static MetricSnapshot ended(Counts counts) {
        var counter = counter("catalyst_tasks_ended", "How often tasks have ended");
        Stream.of(Status.values())
                .filter(Status::isTerminal)
                .forEach(
                        status ->
                                counter.dataPoint(
                                        counted(
                                                (double) counts.ended(status),
                                                Labels.of("status", status.toString()))));
        return counter.build();
    }

    private static MetricSnapshot turns(Counts counts) {
        var summary =
                SummarySnapshot.builder()
                        .name("catalyst_agent_turn_seconds")
                        .unit(Unit.SECONDS)
                        .help("Turns of agents and how long their models took");
        for (var agent : Agent.values()) {
            summary.dataPoint(
                    SummarySnapshot.SummaryDataPointSnapshot.builder()
                            .count(counts.of(agent, OfAgent.TURNS))
                            .sum(counts.of(agent, OfAgent.MILLISECONDS) / 1e3)
                            .labels(Labels.of("agent", agent.toString()))
                            .build());
        }
        return summary.build();
    }

    private static MetricSnapshot tokens(Counts counts) {
        var counter = counter("catalyst_tokens", "Tokens of models");
        for (var agent : Agent.values()) {
            counter.dataPoint(tokens(counts, agent, "input", OfAgent.INPUT_TOKENS));
            counter.dataPoint(tokens(counts, agent, "output", OfAgent.OUTPUT_TOKENS));
        }
        return counter.build();
    }

    private static CounterSnapshot.CounterDataPointSnapshot tokens(
            Counts counts, Agent agent, String direction, OfAgent what) {
        return counted(
                (double) counts.of(agent, what),
                Labels.of("agent", agent.toString(), "direction", direction));
    }

    private static MetricSnapshot cost(Counts counts) {
        var counter = counter("catalyst_cost_usd", "What models have cost");
        for (var agent : Agent.values()) {
            counter.dataPoint(
                    counted(
                            counts.of(agent, OfAgent.NANO_USD) / 1e9,
                            Labels.of("agent", agent.toString())));
        }
        return counter.build();
    }

    private static CounterSnapshot.Builder counter(String name, String help) {
        return CounterSnapshot.builder().name(name).help(help);
    }

    private static CounterSnapshot.CounterDataPointSnapshot counted(double value, Labels labels) {
        return CounterSnapshot.CounterDataPointSnapshot.builder()
                .value(value)
                .labels(labels)
                .build();
    }
}
