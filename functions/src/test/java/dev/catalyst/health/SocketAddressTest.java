package dev.catalyst.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;

class SocketAddressTest {

    @Test
    void an_address_elsewhere_is_given_to_pages_and_allowed_by_its_origin() {
        var address = of("wss://a1b2.execute-api.eu-central-1.amazonaws.com/ws");

        assertThat(address.forPages())
                .isEqualTo("wss://a1b2.execute-api.eu-central-1.amazonaws.com/ws");
        assertThat(address.policy())
                .isEqualTo("'self' wss://a1b2.execute-api.eu-central-1.amazonaws.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://127.0.0.1:8001/ws", "ws://localhost:8001/ws", "ws://[::1]:1/ws"})
    void an_address_of_the_loopback_interface_goes_by_the_pages_own_origin(String url) {
        assertThat(of(url).forPages()).isEqualTo("/ws");
        assertThat(of(url).policy()).isEqualTo("'self'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a1b2.example/ws", "wss:/ws", "/ws"})
    void what_is_no_socket_address_is_refused_by_the_variables_name(String url) {
        assertThatThrownBy(() -> of(url))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SOCKETS_URL")
                .hasMessageContaining(url);
    }

    private static SocketAddress of(String url) {
        return new SocketAddress(URI.create(url));
    }
}
