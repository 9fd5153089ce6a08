package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.Optional;

class DestinationsTest {

    private static Destinations allowing(String hosts) {
        return Destinations.of(
                name ->
                        name.equals("CONNECTOR_ALLOWED_HOSTS") && !hosts.isEmpty()
                                ? Optional.of(hosts)
                                : Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://github.com/a/b",
                "ssh://github.com/a",
                "file:///etc/passwd",
                "https://user:secret@github.com/a",
                "https://localhost/a",
                "https://LOCALHOST./a",
                "https://app.internal/a",
                "https://127.0.0.1/a",
                "https://127.1.2.3/a",
                "https://10.0.0.1/a",
                "https://172.16.0.1/a",
                "https://192.168.1.1/a",
                "https://169.254.169.254/latest",
                "https://100.64.0.1/a",
                "https://0.0.0.0/a",
                "https://[::1]/a",
                "https://[fd00:ec2::254]/a",
                "https://[fe80::1]/a",
                "https://[::ffff:10.0.0.1]/a",
                "https://[64:ff9b::a00:1]/a",
                "https://[2002:a00:1::]/a"
            })
    void what_is_not_https_or_leads_inside_is_refused_by_its_form(String address) {
        assertThat(allowing("").refusal(URI.create(address))).isPresent();
        assertThatThrownBy(() -> allowing("").check(URI.create(address)))
                .isInstanceOf(Destinations.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/a/b",
                "https://8.8.8.8/a",
                "https://172.32.0.1/a",
                "https://[2606:4700::1111]/a"
            })
    void an_address_outside_is_fine(String address) {
        assertThat(allowing("").refusal(URI.create(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://git.corp.internal/a",
                "https://10.1.2.3/a",
                "http://127.0.0.1:8080/a",
                "https://deep.corp.local/a"
            })
    void a_host_on_the_list_may_be_called(String address) {
        var listed = "git.corp.internal, 10.1.2.3,127.0.0.1:8080,*.corp.local";

        assertThat(allowing(listed).refusal(URI.create(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://git.corp.internal/a",
                "https://127.0.0.1:8081/a",
                "https://evilcorp.local/a",
                "https://corp.local/a"
            })
    void the_list_allows_nothing_beside_it(String address) {
        var listed = "git.corp.internal,127.0.0.1:8080,*.corp.local";

        assertThat(allowing(listed).refusal(URI.create(address))).isPresent();
    }
}
