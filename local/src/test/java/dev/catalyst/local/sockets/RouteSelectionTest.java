package dev.catalyst.local.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteSelectionTest {

    private final RouteSelection selection = new RouteSelection("$request.body.action");

    @Test
    void the_field_names_the_route() {
        assertThat(selection.select("{\"action\": \"ping\", \"x\": []}")).contains("ping");
        assertThat(new RouteSelection("${request.body.a.b}").select("{\"a\": {\"b\": 5}}"))
                .contains("5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "5",
                "null",
                "{}",
                "{\"action\": {}}",
                "{\"action\": null}"
            })
    void a_message_without_it_names_none(String message) {
        assertThat(selection.select(message)).isEmpty();
    }

    @Test
    void deeply_nested_rubbish_names_none() {
        assertThat(selection.select("[".repeat(20_000))).isEmpty();
    }

    @Test
    void another_expression_is_refused_by_name() {
        assertThatThrownBy(() -> new RouteSelection("$request.header.x"))
                .hasMessageContaining("$request.header.x");
    }
}
