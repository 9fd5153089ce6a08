package dev.catalyst.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Tokens for tests, good and bad: header and claims are written as they are given. */
final class Signed {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final Verifier.Expected EXPECTED =
            new Verifier.Expected("https://issuer.example", "catalyst", "tenant");

    private Signed() {}

    /** The claims of a good token, but for one that is another; null leaves it out. */
    static Map<String, Object> claims(String name, Object value) {
        var claims = new HashMap<String, Object>();
        claims.put("iss", EXPECTED.issuer());
        claims.put("aud", EXPECTED.audience());
        claims.put("sub", "ada");
        claims.put("tenant", "one");
        claims.put("exp", NOW.getEpochSecond() + 600);
        claims.put(name, value);
        claims.values().removeIf(one -> one == null);
        return claims;
    }

    static Map<String, Object> claims() {
        return claims("jti", "1");
    }

    static String token(Map<String, Object> header, Map<String, Object> claims, JWSSigner signer) {
        var text =
                Base64URL.encode(JSONObjectUtils.toJSONString(header))
                        + "."
                        + Base64URL.encode(escaped(JSONObjectUtils.toJSONString(claims)));
        return text + "." + signature(header, text, signer);
    }

    /** With an escape for each half of a character, which UTF-8 cannot hold. */
    private static String escaped(String json) {
        return Pattern.compile("\\p{Cs}")
                .matcher(json)
                .replaceAll(half -> "\\\\u%04x".formatted((int) half.group().charAt(0)));
    }

    private static String signature(Map<String, Object> header, String text, JWSSigner signer) {
        if (signer == null) {
            return "";
        }
        try {
            // signed with the signer's own algorithm, whatever the header says
            var algorithm = signer.supportedJWSAlgorithms().stream().filter(Signed::isUsed);
            return signer.sign(
                            new JWSHeader(algorithm.findFirst().orElseThrow()),
                            text.getBytes(StandardCharsets.UTF_8))
                    .toString();
        } catch (JOSEException e) {
            throw new AssertionError(header.toString(), e);
        }
    }

    private static boolean isUsed(JWSAlgorithm algorithm) {
        return Set.of("HS256", "RS256", "ES256").contains(algorithm.getName());
    }
}
