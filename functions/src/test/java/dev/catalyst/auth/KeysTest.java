package dev.catalyst.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** Keys by JWKS, from an issuer that remembers what was fetched. */
class KeysTest {

    private static RSAKey rsa;
    private static RSAKey another;
    private static ECKey curve;

    private final List<String> fetched = new CopyOnWriteArrayList<>();
    private final List<JWK> served = new CopyOnWriteArrayList<>();
    private HttpServer issuer;
    private String address;
    private Verifier verifier;

    @BeforeAll
    static void make_keys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        another = new RSAKeyGenerator(2048).keyID("another").generate();
        curve = new ECKeyGenerator(Curve.P_256).keyID("curve").generate();
    }

    @BeforeEach
    void serve() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext(
                "/",
                exchange -> {
                    fetched.add(exchange.getRequestURI().toString());
                    var body = new JWKSet(served).toString().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        issuer.start();
        address = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks";
        verifier = verifier(address);
    }

    @AfterEach
    void stop() {
        issuer.stop(0);
    }

    @Test
    void rsa_and_curve_keys_count_each_by_its_own_algorithm() throws JOSEException {
        served.addAll(List.of(rsa, curve));

        assertThat(opens("RS256", "rsa", new RSASSASigner(rsa))).isTrue();
        assertThat(opens("ES256", "curve", new ECDSASigner(curve))).isTrue();
        assertThat(opens("ES256", "rsa", new RSASSASigner(rsa))).isFalse();
        assertThat(opens("PS256", "rsa", new RSASSASigner(rsa))).isFalse();
        assertThat(opens("none", "rsa", null)).isFalse();
    }

    @Test
    void a_public_key_is_no_secret() throws Exception {
        served.add(rsa);
        var pem = "-----BEGIN PUBLIC KEY-----\n" + rsa.toPublicJWK().toRSAPublicKey() + "\n";
        for (var secret :
                List.of(
                        rsa.toRSAPublicKey().getEncoded(),
                        pem.getBytes(StandardCharsets.UTF_8),
                        rsa.getModulus().decode(),
                        rsa.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            assertThat(opens("HS256", "rsa", new MACSigner(secret))).isFalse();
        }
    }

    @Test
    void a_header_that_names_another_key_or_address_is_not_followed() throws JOSEException {
        served.add(rsa);
        var evil = new RSASSASigner(another);
        var decoy = address.replace("/jwks", "/decoy");
        for (var more :
                List.<Map<String, Object>>of(
                        Map.of("jwk", another.toPublicJWK().toJSONObject()),
                        Map.of("jku", decoy),
                        Map.of("x5u", decoy),
                        Map.of("kid", decoy))) {
            var header = new HashMap<String, Object>(Map.of("alg", "RS256", "kid", "rsa"));
            header.putAll(more);
            var token = Signed.token(header, Signed.claims(), evil);
            assertThat(verifier.caller(token, Signed.NOW)).as(more.toString()).isEmpty();
        }
        assertThat(fetched).containsOnly("/jwks");
    }

    @Test
    void keys_are_fetched_once_and_once_more_for_a_new_one() throws Exception {
        served.add(rsa);
        var old = new RSASSASigner(rsa);
        for (int i = 0; i < 20; i++) {
            assertThat(opens("RS256", "rsa", old)).isTrue();
        }
        assertThat(fetched).hasSize(1);

        served.add(another);
        var fresh = new RSASSASigner(another);
        assertThat(
                        IntStream.range(0, 20)
                                .parallel()
                                .allMatch(i -> opens("RS256", "another", fresh)))
                .isTrue();
        assertThat(fetched).hasSize(2);
    }

    @Test
    void unknown_keys_cause_no_flood_of_fetches() throws JOSEException {
        served.add(rsa);
        var evil = new RSASSASigner(another);
        for (int i = 0; i < 200; i++) {
            assertThat(opens("RS256", "unknown-" + i, evil)).isFalse();
        }

        assertThat(opens("RS256", "rsa", new RSASSASigner(rsa))).isTrue();
        assertThat(fetched).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void a_known_key_outlives_its_issuer() throws JOSEException {
        served.add(rsa);
        var signer = new RSASSASigner(rsa);
        assertThat(opens("RS256", "rsa", signer)).isTrue();
        issuer.stop(0);

        assertThat(opens("RS256", "another", new RSASSASigner(another))).isFalse();
        assertThat(opens("RS256", "rsa", signer)).isTrue();
    }

    @Test
    void an_issuer_that_answers_with_too_much_or_elsewhere_opens_nothing() throws JOSEException {
        served.add(rsa);
        issuer.createContext(
                "/moved",
                exchange -> {
                    exchange.getResponseHeaders().add("Location", address);
                    exchange.sendResponseHeaders(302, -1);
                    exchange.close();
                });
        issuer.createContext(
                "/large",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try (var body = exchange.getResponseBody()) {
                        body.write(" ".repeat(600_000).getBytes(StandardCharsets.UTF_8));
                        body.write(new JWKSet(served).toString().getBytes(StandardCharsets.UTF_8));
                    } catch (IOException closed) {
                        // the reader has had enough
                    }
                });
        for (var path : List.of("/moved", "/large")) {
            verifier = verifier(address.replace("/jwks", path));
            assertThat(opens("RS256", "rsa", new RSASSASigner(rsa))).as(path).isFalse();
        }
        assertThat(fetched).isEmpty();
    }

    private static Verifier verifier(String address) {
        return new Verifier(Keys.issuer(address, HttpClient.newHttpClient()), Signed.EXPECTED);
    }

    private boolean opens(String algorithm, String kid, JWSSigner signer) {
        var header = Map.<String, Object>of("alg", algorithm, "kid", kid);
        return verifier.caller(Signed.token(header, Signed.claims(), signer), Signed.NOW)
                .isPresent();
    }
}
