package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

class JsonTest {

    @Test
    void half_a_character_does_not_stop_what_it_stands_in() {
        var sent = Json.tree("{\"text\": \"a\\ud83d\"}");

        assertThat(new String(Json.bytes(sent), StandardCharsets.UTF_8))
                .isEqualTo("{\"text\":\"a?\"}");
        assertThat(Json.bytes(Map.of("text", "\ud83d\ude00")))
                .isEqualTo("{\"text\":\"\ud83d\ude00\"}".getBytes(StandardCharsets.UTF_8));
    }
}
