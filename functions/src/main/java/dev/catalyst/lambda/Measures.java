package dev.catalyst.lambda;

import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

import java.util.Map;

/**
 * Figures for CloudWatch, each a line of the log in its Embedded Metric Format, under the namespace
 * `Catalyst`. On Lambda alone, unless ENABLE_METRICS is false; everywhere `GET /metrics` tells the
 * same from the table.
 */
public final class Measures {

    /** What is measured, by the name it has in CloudWatch. */
    public enum Figure {
        TASKS("Tasks", MetricUnit.COUNT),
        TASK_SECONDS("TaskSeconds", MetricUnit.SECONDS),
        TURNS("Turns", MetricUnit.COUNT),
        TURN_SECONDS("TurnSeconds", MetricUnit.SECONDS),
        TOKENS("Tokens", MetricUnit.COUNT),
        COST_USD("CostUsd", MetricUnit.NONE);

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

    private Measures() {}

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
