package dev.catalyst.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;

import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Scope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

class VerifierTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Map<String, Object> HEADER = Map.of("alg", "HS256", "typ", "JWT");
    private static final long NOW = Signed.NOW.getEpochSecond();

    private final Verifier verifier = new Verifier(Keys.secret(SECRET), Signed.EXPECTED);

    @Test
    void a_good_token_names_its_caller() {
        assertThat(verify(Signed.claims()))
                .contains(
                        new Caller(
                                "one",
                                "ada",
                                Set.of(Scope.READ, Scope.WRITE),
                                Instant.ofEpochSecond(NOW + 600)));
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                        claim("aud", null, "", "other", List.of("other"), "catalyst.evil", 5),
                        claim("iss", null, "", "https://issuer.example/", "https://evil.example"),
                        claim("exp", null, NOW - 60, 0, -1, "tomorrow", Long.MAX_VALUE),
                        claim("nbf", NOW + 61, "yesterday"),
                        claim("sub", null, "", "two\nlines", "half\ud83d", "x".repeat(257)),
                        claim("tenant", null, "", "a#b", "../b", "*", "a/b", "x".repeat(129), 7),
                        claim("scope", 7, List.of("read")))
                .flatMap(one -> one);
    }

    private static Stream<Arguments> claim(String name, Object... values) {
        return Stream.of(values).map(value -> Arguments.of(name, value));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_token_with_a_claim_that_is_missing_or_wrong_names_nobody(String name, Object value) {
        assertThat(verify(Signed.claims(name, value))).isEmpty();
    }

    @Test
    void a_minute_of_skew_is_tolerated_at_both_ends() {
        assertThat(verify(Signed.claims("exp", NOW - 59))).isPresent();
        assertThat(verify(Signed.claims("nbf", NOW + 60))).isPresent();
    }

    @Test
    void the_audience_may_be_one_of_a_list_or_the_client_where_there_is_none() {
        assertThat(verify(Signed.claims("aud", List.of("other", "catalyst")))).isPresent();
        var cognito = new HashMap<>(Signed.claims("client_id", "catalyst"));
        cognito.remove("aud");
        assertThat(verify(cognito)).isPresent();
        cognito.put("aud", "other");
        assertThat(verify(cognito)).isEmpty();
    }

    @Test
    void scopes_are_those_of_the_token_alone() {
        assertThat(verify(Signed.claims("scope", "approve openid")).orElseThrow().scopes())
                .containsExactly(Scope.APPROVE);
        assertThat(verify(Signed.claims("scope", "")).orElseThrow().scopes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"none", "None", "nOnE", "", "HS384", "HS512", "RS256", "ES256", "hs256"})
    void no_algorithm_but_that_of_the_key_counts(String algorithm) throws Exception {
        for (JWSSigner signer : new JWSSigner[] {null, new MACSigner(SECRET)}) {
            assertThat(verify(Map.of("alg", algorithm), signer)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../../../dev/null",
                "/dev/null",
                "x' UNION SELECT 'key' -- ",
                "' OR '1'='1",
                "\r\n\0"
            })
    void a_key_id_that_is_a_path_or_a_query_chooses_no_key(String kid) throws Exception {
        for (var key : List.of("\0".repeat(32), "key".repeat(11), kid + "x".repeat(32))) {
            assertThat(verify(Map.of("alg", "HS256", "kid", kid), new MACSigner(key))).isEmpty();
        }
        assertThat(verify(Map.of("alg", "HS256", "kid", kid), new MACSigner(SECRET))).isPresent();
    }

    @Test
    void a_header_brings_no_key_and_nothing_critical_that_is_unknown() throws Exception {
        var own = new MACSigner("k".repeat(32));
        Map<String, Object> key =
                Map.of("kty", "oct", "k", "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s");
        assertThat(verify(Map.of("alg", "HS256", "jwk", key), own)).isEmpty();
        assertThat(
                        verify(
                                Map.of("alg", "HS256", "crit", List.of("unknown"), "unknown", 1),
                                new MACSigner(SECRET)))
                .isEmpty();
    }

    @Test
    void a_token_that_is_cut_mixed_or_rubbish_names_nobody() throws Exception {
        var one = Signed.token(HEADER, Signed.claims(), new MACSigner(SECRET));
        var other = Signed.token(HEADER, Signed.claims("tenant", "two"), new MACSigner(SECRET));
        var mixed =
                other.substring(0, other.lastIndexOf('.')) + one.substring(one.lastIndexOf('.'));
        for (var token :
                List.of("", "x", "a.b.c", "..", one + ".", mixed, "e30.e30.", "null.null.")) {
            assertThat(verifier.caller(token, Signed.NOW)).as(token).isEmpty();
        }
        var random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            var spoilt = new StringBuilder(one);
            int at = random.nextInt(one.length() - 1);
            switch (random.nextInt(3)) {
                case 0 -> spoilt.deleteCharAt(at);
                case 1 -> spoilt.setCharAt(at, (char) (33 + random.nextInt(94)));
                default -> spoilt.insert(at, "{");
            }
            var found = verifier.caller(spoilt.toString(), Signed.NOW);
            assertThat(found.isEmpty() || spoilt.toString().equals(one)).as("" + spoilt).isTrue();
        }
    }

    private Optional<Caller> verify(Map<String, Object> claims) {
        try {
            return verifier.caller(Signed.token(HEADER, claims, new MACSigner(SECRET)), Signed.NOW);
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private Optional<Caller> verify(Map<String, Object> header, JWSSigner signer) {
        return verifier.caller(Signed.token(header, Signed.claims(), signer), Signed.NOW);
    }
}
