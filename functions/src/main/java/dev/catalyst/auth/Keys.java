package dev.catalyst.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jose.util.Resource;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

import javax.crypto.spec.SecretKeySpec;

/** The keys that tokens are checked with; which algorithm counts follows from them alone. */
final class Keys {

    /** A key that the issuer withdraws counts for so long at most while the issuer answers. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    /** ... and while it does not. */
    private static final Duration KEPT = Duration.ofHours(24);

    /** At most two fetches in each such time, however many unknown keys tokens name. */
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LARGEST_SET = 512 * 1024;

    private Keys() {}

    /** HS256 with the secret. */
    static JWSKeySelector<SecurityContext> secret(String secret) {
        return new SingleKeyJWSKeySelector<>(
                JWSAlgorithm.HS256,
                new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    }

    /** RS256 and ES256 with the issuer's keys, fetched when first needed and for a new key. */
    static JWSKeySelector<SecurityContext> issuer(String address, HttpClient http) {
        try {
            var source =
                    JWKSourceBuilder.<SecurityContext>create(
                                    URI.create(address).toURL(), url -> fetch(url, http))
                            .cache(FRESH.toMillis(), 2 * PATIENCE.toMillis())
                            .refreshAheadCache(false)
                            .rateLimited(BETWEEN_FETCHES.toMillis())
                            .outageTolerant(KEPT.toMillis())
                            .build();
            return new JWSVerificationKeySelector<>(
                    Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), source);
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("JWT_JWKS_URL is no address", e);
        }
    }

    private static Resource fetch(URL address, HttpClient http) throws IOException {
        try {
            var request = HttpRequest.newBuilder(address.toURI()).timeout(PATIENCE).build();
            var answer = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                var bytes = body.readNBytes(LARGEST_SET + 1);
                if (answer.statusCode() != 200 || bytes.length > LARGEST_SET) {
                    throw new IOException(
                            "the answer has the status %d and %d bytes, of at most %d"
                                    .formatted(answer.statusCode(), bytes.length, LARGEST_SET));
                }
                return new Resource(new String(bytes, StandardCharsets.UTF_8), null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
