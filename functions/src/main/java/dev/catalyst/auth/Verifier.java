package dev.catalyst.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;

import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Scope;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells whom a token names, if it is one of the issuer's, for us, and of this time. */
final class Verifier {

    /**
     * Whose tokens count, for whom, and which claim names the tenant.
     *
     * @param issuer the claim {@code iss}
     * @param audience one of the claim {@code aud}, or {@code client_id} where there is no such
     */
    record Expected(String issuer, String audience, String tenantClaim) {}

    private static final Logger LOG = LoggerFactory.getLogger(Verifier.class);

    /** How far clocks may be apart. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    private static final int LONGEST_USER = 256;
    private static final String WITHOUT_A_SCOPE = "read write";

    // the library passes over characters that have no place in a token
    private static final Pattern TOKEN =
            Pattern.compile(
                    "[A-Za-z0-9_-]{1,4000}\\.[A-Za-z0-9_-]{1,8000}\\.[A-Za-z0-9_-]{1,4000}");

    private static final Pattern USER =
            Pattern.compile(
                    "[^\\p{Cntrl}\\p{Cs}]{1," + LONGEST_USER + "}",
                    Pattern.UNICODE_CHARACTER_CLASS);

    private final Expected expected;
    private final DefaultJWTProcessor<SecurityContext> signatures = new DefaultJWTProcessor<>();

    /**
     * @param keys the configured keys, each with the algorithm that it is for: a token's header
     *     chooses among them and brings none
     */
    Verifier(JWSKeySelector<SecurityContext> keys, Expected expected) {
        this.expected = expected;
        signatures.setJWSKeySelector(keys);
        signatures.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        // by whom(), which knows the time
        signatures.setJWTClaimsSetVerifier((claims, context) -> {});
    }

    /** The caller; none if anything is wrong with the token, and nobody is told what. */
    Optional<Caller> caller(String token, Instant now) {
        if (!TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        try {
            return whom(signatures.process(token, null), now);
        } catch (KeySourceException unavailable) {
            LOG.warn("the issuer's keys cannot be fetched: {}", unavailable.getMessage());
            return Optional.empty();
        } catch (ParseException | BadJOSEException | JOSEException wrong) {
            return Optional.empty();
        }
    }

    private Optional<Caller> whom(JWTClaimsSet claims, Instant now) {
        var ends = claims.getExpirationTime();
        return isOfThisTime(ends, claims.getNotBeforeTime(), now)
                        && expected.issuer().equals(claims.getIssuer())
                        && audience(claims).contains(expected.audience())
                        // what is no text is not read as one
                        && claims.getClaim(expected.tenantClaim()) instanceof String tenant
                        && Caller.isTenant(tenant)
                        && claims.getClaim("sub") instanceof String user
                        && USER.matcher(user).matches()
                        && claims.getClaims().getOrDefault("scope", WITHOUT_A_SCOPE)
                                instanceof String scope
                ? Optional.of(new Caller(tenant, user, Scope.of(scope), ends.toInstant()))
                : Optional.empty();
    }

    private static boolean isOfThisTime(Date ends, Date begins, Instant now) {
        return ends != null
                && now.isBefore(ends.toInstant().plus(SKEW))
                && (begins == null || !now.isBefore(begins.toInstant().minus(SKEW)));
    }

    private static List<String> audience(JWTClaimsSet claims) {
        return claims.getClaim("aud") == null
                        && claims.getClaim("client_id") instanceof String client
                ? List.of(client)
                : claims.getAudience();
    }
}
