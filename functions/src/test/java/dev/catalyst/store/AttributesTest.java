package dev.catalyst.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;

class AttributesTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] TEXTS = {
        "", " ", "a", "Café ☕ 厨房", "\uD83D\uDCA9", "\0\n\t\"\\", "#", "x".repeat(5_000)
    };

    @RepeatedTest(200)
    void json_comes_back_as_it_was(RepetitionInfo repetition) {
        var object = object(new Random(repetition.getCurrentRepetition()), 4);

        assertThat(Attributes.object(Attributes.of(object))).isEqualTo(object);
    }

    @Test
    void a_whole_number_comes_back_as_one_however_it_is_written() {
        for (var digits : List.of("5", "5.0", "5E0", "0.5E1", "-5")) {
            var read = Attributes.object(Map.of("n", AttributeValue.fromN(digits))).path("n");
            assertThat(read.isLong()).as(digits).isTrue();
            assertThat(Math.abs(read.longValue())).isEqualTo(5);
        }
    }

    @Test
    void a_number_too_large_for_a_long_keeps_its_digits() {
        var large = new BigDecimal("12345678901234567890123456789012345678");
        var read = Attributes.object(Map.of("n", AttributeValue.fromN(large.toString())));

        assertThat(read.path("n").decimalValue()).isEqualByComparingTo(large);
    }

    @Test
    void a_kind_of_attribute_that_nobody_writes_is_refused() {
        var bytes = AttributeValue.fromB(SdkBytes.fromUtf8String("x"));

        assertThatThrownBy(() -> Attributes.object(Map.of("a", bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("B");
        assertThatThrownBy(() -> Attributes.value(JSON.binaryNode(new byte[1])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ObjectNode object(Random random, int depth) {
        var object = JSON.objectNode();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.set("f" + random.nextInt(100), value(random, depth - 1));
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextLong() / 1_000);
            case 3 -> JSON.numberNode((long) random.nextInt(10));
            case 4 -> JSON.numberNode(new BigDecimal(random.nextInt() + ".25"));
            case 5 -> JSON.textNode(TEXTS[random.nextInt(TEXTS.length)]);
            case 6 -> object(random, depth);
            default -> {
                var array = JSON.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
        };
    }
}
