package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

class OutgoingTest {

    private static final Map<String, String> PROXIES =
            Map.of(
                    "HTTPS_PROXY", "http://secure.example:3128",
                    "HTTP_PROXY", "http://plain.example",
                    "NO_PROXY", "direct.example,.below.example");

    @TempDir Path folder;

    private static String way(Map<String, String> settings, String address) {
        try (var client = Outgoing.http(name -> Optional.ofNullable(settings.get(name)))) {
            var proxy = client.proxy().orElseThrow().select(URI.create(address)).getFirst();
            if (proxy.equals(Proxy.NO_PROXY)) {
                return "direct";
            }
            var at = (InetSocketAddress) proxy.address();
            return at.getHostString() + ":" + at.getPort();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example,secure.example:3128",
        "http://api.example,plain.example:80",
        "https://direct.example,direct",
        "https://x.direct.example,direct",
        "https://indirect.example,secure.example:3128",
        "https://a.below.example,direct",
        "http://localhost:11434,direct",
        "http://127.0.0.1:4000,direct"
    })
    void an_address_is_reached_by_the_proxy_of_its_kind(String address, String way) {
        assertThat(way(PROXIES, address)).isEqualTo(way);
    }

    @Test
    void without_a_proxy_every_way_is_direct() {
        assertThat(way(Map.of(), "https://api.example")).isEqualTo("direct");
    }

    @Test
    void a_star_takes_every_host_off_the_proxy() {
        var settings = Map.of("HTTPS_PROXY", "http://secure.example:3128", "NO_PROXY", "*");

        assertThat(way(settings, "https://api.example")).isEqualTo("direct");
    }

    @Test
    void a_bundle_that_cannot_be_used_is_named() throws IOException {
        var missing = folder.resolve("missing.pem");
        var wrong =
                Files.writeString(folder.resolve("wrong.pem"), "-----BEGIN CERTIFICATE-----\nx\n");

        assertThatThrownBy(() -> Outgoing.trusting(missing))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("missing.pem");
        assertThatThrownBy(() -> Outgoing.trusting(wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wrong.pem");
    }
}
