package dev.catalyst.local.cli;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Configuration;
import dev.catalyst.lambda.Scope;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.Callable;

/** {@code catalyst token}: a token for development. */
@Command(
        name = "token",
        description =
                "Print a token, signed with JWT_SECRET, that opens an API with AUTH_MODE=jwt.",
        footer = {
            "",
            "For example: export CATALYST_TOKEN=$(./catalyst token --scope \"read write\")"
        })
final class TokenCommand implements Callable<Integer> {

    private static final int A_DAY = 24 * 60;

    private final Session session;

    @Spec private CommandSpec spec;

    @Option(names = "--tenant", defaultValue = "default", description = "default: ${DEFAULT-VALUE}")
    private String tenant;

    @Option(names = "--sub", defaultValue = "developer", description = "default: ${DEFAULT-VALUE}")
    private String user;

    @Option(
            names = "--scope",
            defaultValue = "read write approve admin",
            description = "Some of these, with spaces between them; default: ${DEFAULT-VALUE}")
    private String scope;

    @Option(
            names = "--minutes",
            defaultValue = "60",
            description = "How long it counts, 1440 at most; default: ${DEFAULT-VALUE}")
    private int minutes;

    TokenCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws JOSEException {
        require(minutes >= 1 && minutes <= A_DAY, "--minutes must be from 1 to " + A_DAY);
        // with others nobody would be let in, and nobody told why
        require(
                Caller.isTenant(tenant),
                "--tenant must be 1 to 128 letters, digits, . _ @ and -, the first a letter or digit");
        require(!user.isBlank(), "--sub must name a user");
        require(
                Scope.of(scope).size() == scope.strip().split("\\s+").length,
                "--scope must be some of read, write, approve and admin, with spaces between them");
        var configuration = session.hostConfiguration();
        var now = Instant.now();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(needed(configuration, "JWT_ISSUER"))
                        .audience(needed(configuration, "JWT_AUDIENCE"))
                        .subject(user)
                        .claim(configuration.get("JWT_TENANT_CLAIM"), tenant)
                        .claim("scope", scope)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(Duration.ofMinutes(minutes))))
                        .jwtID(UUID.randomUUID().toString())
                        .build();
        var secret = needed(configuration, "JWT_SECRET").getBytes(StandardCharsets.UTF_8);
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        token.sign(new MACSigner(secret));
        session.out().println(token.serialize());
        return ExitCode.COMPLETED;
    }

    private void require(boolean fulfilled, String rule) {
        if (!fulfilled) {
            throw new ParameterException(spec.commandLine(), rule);
        }
    }

    private static String needed(Configuration configuration, String name) {
        return configuration
                .find(name)
                .orElseThrow(
                        () ->
                                new CannotServe(
                                        name
                                                + " is not set: a token is signed with JWT_SECRET, for JWT_AUDIENCE, as by JWT_ISSUER"));
    }
}
