package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The console of an installation that answers only to tokens. */
class ClosedConsoleIT {

    private static final String SECRET = "a secret of the console's test, long enough";
    private static final Map<String, String> CLOSED =
            Map.of(
                    "AUTH_MODE", "jwt",
                    "JWT_SECRET", SECRET,
                    "JWT_ISSUER", "https://issuer.example",
                    "JWT_AUDIENCE", "catalyst",
                    "RATE_LIMIT_PER_MINUTE", "0");

    @TempDir private Path home;

    @Test
    void it_asks_for_a_token_follows_by_tickets_and_says_what_a_token_may_not_do()
            throws Exception {
        try (var site = Site.open(home, CLOSED, Optional.of(token("read write approve")))) {
            var task = site.task("Closed", "Build a todo app with title and done", true);
            var sockets = new CopyOnWriteArrayList<String>();
            site.reach(task, "awaiting_approval");
            try (var visit = site.visitor(1200, 900)) {
                visit.page().onWebSocket(socket -> sockets.add(socket.url()));
                visit.page().navigate(site.origin() + "/#/tasks/" + task);
                visit.hear("A token is needed");
                visit.waitForFocus("Bearer token");
                visit.page().fill("input[name=token]", "not a good one");
                visit.page().keyboard().press("Enter");
                visit.hear("A token is needed");
                visit.page().fill("input[name=token]", token("read write"));
                visit.page().keyboard().press("Enter");
                visit.waitForLine("waits for approval");
                visit.hear("status: Live");
                visit.press("button \"Approve\"");
                visit.hear("alert:.*Your token does not allow this.*approve");

                site.post("/api/tasks/" + task + "/approve", Map.of());
                visit.waitForLine("The task is completed.");
                assertThat(sockets)
                        .allMatch(url -> url.contains("?ticket="))
                        .noneMatch(url -> url.contains("eyJ"));
                assertThat(visit.page().evaluate("localStorage.length")).isEqualTo(0);
                assertThat(visit.odd()).isEmpty();
                visit.press("button \"Forget the token\"");
                visit.hear("A token is needed");
            }
        }
    }

    private static String token(String scope) throws JOSEException {
        var now = Instant.now();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer("https://issuer.example")
                        .audience("catalyst")
                        .subject("ada")
                        .claim("tenant", "one")
                        .claim("scope", scope)
                        .expirationTime(Date.from(now.plusSeconds(3_600)))
                        .build();
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        token.sign(new MACSigner(SECRET));
        return token.serialize();
    }
}
