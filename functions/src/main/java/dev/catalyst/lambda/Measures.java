package dev.catalyst.lambda;

import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Figures for CloudWatch, each a line of the log in its Embedded Metric Format, under the namespace
 * `Catalyst`. On Lambda alone, unless ENABLE_METRICS is false; everywhere `GET /metrics` tells the
 * same from the table. ENABLE_PERFORMANCE_MONITORING adds what each invocation and each call of AWS
 * took, which is a line for each.
 */
public final class Measures {

    /** What is measured, by the name it has in CloudWatch. */
    public enum Figure {
        TASKS("Tasks", MetricUnit.COUNT),
        TASK_SECONDS("TaskSeconds", MetricUnit.SECONDS),
        TURNS("Turns", MetricUnit.COUNT),
        TURN_SECONDS("TurnSeconds", MetricUnit.SECONDS),
        TOKENS("Tokens", MetricUnit.COUNT),
        COST_USD("CostUsd", MetricUnit.NONE),
        INVOCATION_SECONDS("InvocationSeconds", MetricUnit.SECONDS),
        HEAP_MEGABYTES("HeapMegabytes", MetricUnit.MEGABYTES),
        CALL_SECONDS("CallSeconds", MetricUnit.SECONDS),
        CALL_RETRIES("CallRetries", MetricUnit.COUNT);

        private final String wire;
        private final MetricUnit unit;

        Figure(String wire, MetricUnit unit) {
            this.wire = wire;
            this.unit = unit;
        }
    }

    private static final String NAMESPACE = "Catalyst";
    private static final boolean TOLD =
            Env.process().optional("AWS_LAMBDA_FUNCTION_NAME").isPresent()
                    && !Env.process().optional("ENABLE_METRICS").orElse("").equals("false");

    private static final boolean CLOSELY =
            TOLD
                    && Env.process()
                            .optional("ENABLE_PERFORMANCE_MONITORING")
                            .orElse("")
                            .equals("true");

    /** Tells of each call that a client of AWS makes. */
    private static final class Calls implements MetricPublisher {

        @Override
        public void publish(MetricCollection call) {
            // one that failed at once has no duration
            call.metricValues(CoreMetric.API_CALL_DURATION)
                    .forEach(took -> tell("operation", operation(call), figures(call, took)));
        }

        private static String operation(MetricCollection call) {
            return call.metricValues(CoreMetric.SERVICE_ID).getFirst()
                    + "."
                    + call.metricValues(CoreMetric.OPERATION_NAME).getFirst();
        }

        private static Map<Figure, Double> figures(MetricCollection call, Duration took) {
            int retries =
                    call.metricValues(CoreMetric.RETRY_COUNT).stream()
                            .mapToInt(Integer::intValue)
                            .sum();
            return Map.of(
                    Figure.CALL_SECONDS, seconds(took), Figure.CALL_RETRIES, (double) retries);
        }

        @Override
        public void close() {}
    }

    private Measures() {}

    /** Who tells of each call of a client of AWS, if that is wanted. */
    static Optional<MetricPublisher> ofCalls() {
        return CLOSELY ? Optional.of(new Calls()) : Optional.empty();
    }

    /** Tells, if that is wanted, what an invocation of a function took. */
    static void invocation(String function, Duration took) {
        if (CLOSELY) {
            var process = Runtime.getRuntime();
            tell(
                    "function",
                    function,
                    Map.of(
                            Figure.INVOCATION_SECONDS,
                            seconds(took),
                            Figure.HEAP_MEGABYTES,
                            (process.totalMemory() - process.freeMemory()) / 1e6));
        }
    }

    private static double seconds(Duration took) {
        return took.toNanos() / 1e9;
    }

    /** Tells figures of what has this value in this dimension, such as `agent` and `coder`. */
    public static void tell(String dimension, String value, Map<Figure, Double> figures) {
        if (TOLD) {
            MetricsFactory.getMetricsInstance()
                    .flushMetrics(
                            metrics -> {
                                metrics.setNamespace(NAMESPACE);
                                metrics.addDimension(dimension, value);
                                figures.forEach(
                                        (figure, amount) ->
                                                metrics.addMetric(
                                                        figure.wire, amount, figure.unit));
                            });
        }
    }
}
