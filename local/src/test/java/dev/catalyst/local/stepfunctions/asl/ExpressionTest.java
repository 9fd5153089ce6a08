package dev.catalyst.local.stepfunctions.asl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class ExpressionTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private final Builtins builtins = new Builtins(InstantSource.fixed(NOW), new Random(1));

    private static final Object TREE =
            Datum.parse(
                            "{\"n\":null,\"list\":[1,2,3],\"one\":[7],\"empty\":[],\"half\":0.5,\"text\":\"t\",\"deep\":{\"x\":[{\"y\":1},{\"y\":2}]}}")
                    .tree();

    private String evaluate(String source) throws QueryFailed {
        Bindings bindings = new Bindings(Map.of("states", Map.of("input", TREE), "v", 5));
        return Datum.of(Expression.compile(source, builtins).evaluate("Output", bindings)).text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    $states.input.n | null
                    $states.input.list | [1,2,3]
                    $states.input.one | [7]
                    $states.input.empty | []
                    $states.input.deep.x.y | [1,2]
                    $states.input.list[0] | 1
                    $states.input.half * 2 | 1
                    $states.input.half + 1 | 1.5
                    0.1 + 0.2 | 0.30000000000000004
                    10 / 4 | 2.5
                    1e3 | 1000
                    7 % 4 | 3
                    $v + 1 | 6
                    $states.input.list ~> $sum | 6
                    $count($states.input.empty) | 0
                    {"a": $v, "b": null} | {"a":5,"b":null}
                    [$v, [$v]] | [5,[5]]
                    $string($states.input.list) | "[1,2,3]"
                    $append([1], 2) | [1,2]
                    $map($states.input.list, function($x) { $x * 2 }) | [2,4,6]
                    $filter($states.input.list, function($x) { $x > 2 }) | 3
                    $exists($nothing) | false
                    $parse("{\\"a\\": [1, null]}") | {"a":[1,null]}
                    $parse("null") | null
                    $range(1, 9, 2) | [1,3,5,7,9]
                    $range(3, 1, -1) | [3,2,1]
                    $partition([1,2,3,4,5], 2) | [[1,2],[3,4],[5]]
                    $hash("a", "MD5") | "0cc175b9c0f1b6a831c399e269772661"
                    $hash("a", "SHA-256") | "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
                    $random(7) = $random(7) | true
                    $random(7) = $random(8) | false
                    $random() < 1 | true
                    $length($uuid()) | 36
                    $uuid() = $uuid() | false
                    $now() | "2026-01-02T03:04:05.678Z"
                    $now("[Y]-[M01]", "+0000") | "2026-01"
                    $millis() | 1767323045678
                    """)
    void an_expression_gives_json(String source, String json) throws QueryFailed {
        assertThat(evaluate(source)).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    $nothing | returned nothing (undefined)
                    $states.input.missing | returned nothing (undefined)
                    1 + "a" | threw an error during evaluation. T2002
                    function($x) { $x } | returned an unsupported result type
                    [function($x) { $x }] | returned an unsupported result type
                    1 / 0 | D1001
                    $parse("{") | is not JSON
                    $eval("1") | not supported
                    $range(1, 2, 0) | must not be 0
                    $range(1, 5000, 1) | more than 1000
                    $partition([1], 0) | 1 or more
                    $hash("a", "ROT13") | one of MD5
                    $error("mine") | mine
                    ($f := function($n) { 1 + $f($n) }; $f(1)) | threw an error during evaluation
                    """)
    void an_expression_without_a_usable_value_says_why(String source, String why) {
        assertThatThrownBy(() -> evaluate(source))
                .isInstanceOf(QueryFailed.class)
                .hasMessageContaining(why);
    }

    @Test
    void an_evaluation_leaves_no_trace_in_the_next() throws QueryFailed {
        Expression expression =
                Expression.compile("($seen := $exists($seen) ? $seen + 1 : 1; $seen)", builtins);
        Bindings none = new Bindings(Map.of());
        assertThat(expression.evaluate("Output", none)).isEqualTo(1);
        assertThat(expression.evaluate("Output", none)).isEqualTo(1);
    }

    @Test
    void many_threads_evaluate_one_expression_each_with_its_own_values() throws Exception {
        Expression expression =
                Expression.compile("$sum($map([1..$n], function($x) { $x * $n }))", builtins);
        List<Future<Object>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 1; i <= 200; i++) {
                Bindings bindings = new Bindings(Map.of("n", i));
                results.add(threads.submit(() -> expression.evaluate("Output", bindings)));
            }
        }
        for (int n = 1; n <= 200; n++) {
            long sum = (long) n * n * (n + 1) / 2;
            assertThat(((Number) results.get(n - 1).get()).longValue()).isEqualTo(sum);
        }
    }
}
