package dev.catalyst.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;

class TokenCommandTest {

    private static final String SECRET = "a secret of at least 32 characters";
    private static final Map<String, String> VARIABLES =
            Map.of(
                    "JWT_SECRET", SECRET,
                    "JWT_ISSUER", "https://issuer.example.org",
                    "JWT_AUDIENCE", "catalyst",
                    "JWT_TENANT_CLAIM", "org");

    @TempDir private Path folder;

    @Test
    void a_token_says_who_of_which_tenant_may_do_what_for_how_long()
            throws ParseException, JOSEException {
        var ran = token("--tenant", "acme", "--sub", "ada", "--scope", "read", "--minutes", "5");

        assertThat(ran.code()).as(ran.err()).isZero();
        var token = SignedJWT.parse(ran.out().strip());
        assertThat(token.verify(new MACVerifier(SECRET))).isTrue();
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("https://issuer.example.org");
        assertThat(claims.getAudience()).containsExactly("catalyst");
        assertThat(claims.getSubject()).isEqualTo("ada");
        assertThat(claims.getClaim("org")).isEqualTo("acme");
        assertThat(claims.getClaim("scope")).isEqualTo("read");
        assertThat(claims.getExpirationTime().getTime() - claims.getIssueTime().getTime())
                .isEqualTo(300_000);
    }

    @ParameterizedTest
    @CsvSource({
        "--minutes, 0, --minutes must be from 1 to 1440",
        "--minutes, 1441, --minutes must be from 1 to 1440",
        "--tenant, a#b, --tenant must be",
        "--sub, ' ', --sub must name",
        "--scope, read everything, --scope must be some of",
        "--scope, '', --scope must be some of"
    })
    void what_no_host_would_take_is_refused(String option, String value, String rule) {
        var ran = token(option, value);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(rule);
    }

    @ParameterizedTest
    @CsvSource({"JWT_SECRET", "JWT_ISSUER", "JWT_AUDIENCE"})
    void a_variable_that_is_missing_is_named(String missing) {
        var variables = new HashMap<>(VARIABLES);
        variables.remove(missing);

        var ran = Ran.in(folder, variables, "token");

        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains(missing + " is not set");
    }

    private Ran token(String... options) {
        var line = new String[options.length + 1];
        line[0] = "token";
        System.arraycopy(options, 0, line, 1, options.length);
        return Ran.in(folder, VARIABLES, line);
    }
}
