package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catalyst.lambda.Variable.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

class ConfigurationTest {

    private static final Map<String, String> SAFE =
            Map.of(
                    "ENVIRONMENT", "production",
                    "AUTH_MODE", "jwt",
                    "JWT_SECRET", "0123456789abcdef0123456789abcdef",
                    "JWT_ISSUER", "https://login.example.com/",
                    "JWT_AUDIENCE", "catalyst");

    private static List<String> wrong(Map<String, String> variables) {
        return Configuration.problems(variables).stream().map(Problem::name).toList();
    }

    private static List<String> wrong(Map<String, String> base, String name, String value) {
        var variables = new HashMap<>(base);
        variables.put(name, value);
        return wrong(variables);
    }

    @Test
    void nothing_set_is_a_configuration_with_every_default() {
        var configuration = Configuration.of(Map.of("UNRELATED", "x"));

        assertThat(configuration.integer("PORT")).isEqualTo(8001);
        assertThat(configuration.get("LOG_LEVEL")).isEqualTo("INFO");
        assertThat(configuration.find("DEFAULT_LLM_PROVIDER")).isEmpty();
        assertThat(configuration.isGiven("PORT")).isFalse();
        assertThat(configuration.variables()).containsEntry("TASK_BUDGET_USD", "2.00");
    }

    @Test
    void every_problem_is_listed_at_once_with_name_rule_and_example() {
        var variables = Map.of("PORT", "abc", "MAX_CONCURRENT_TASKS", "-1", "LOG_LEVEL", "LOUD");

        assertThatThrownBy(() -> Configuration.of(variables))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining(
                        "PORT must be a number from 1 to 65531, or 0 for free ports; for example PORT=8001")
                .hasMessageContaining("MAX_CONCURRENT_TASKS must be a positive whole number")
                .hasMessageContaining("LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR");
    }

    @ParameterizedTest
    @CsvSource({
        "PORT,65532",
        "PORT,-1",
        "PORT,8001.0",
        "PORT,99999999999999999999",
        "WEBSOCKET_PING_INTERVAL,600",
        "WEBSOCKET_PING_INTERVAL,0",
        "TASK_BUDGET_USD,0",
        "TASK_BUDGET_USD,-2",
        "TASK_BUDGET_USD,1e9",
        "RATE_LIMIT_BURST,-5",
        "MOCK_DEPLOYMENT,yes",
        "ENVIRONMENT,prod",
        "LOG_FORMAT,xml",
        "HTTPS_PROXY,proxy.example.com",
        "OPENAI_BASE_URL,localhost:8080",
        "CORS_ORIGINS,https://a.example/path",
        "CORS_ORIGINS,'https://a.example,'",
        "ANTHROPIC_API_KEY,sk-wrong-kind-of-key",
        "OPENAI_API_KEY,key-without-prefix",
        "HUGGINGFACE_TOKEN,token-without-prefix",
        "GITHUB_TOKEN,two words",
        "LLM_MODEL_CODER,a model",
        "JWT_JWKS_URL,http://login.example.com/keys",
        "CONNECTOR_ALLOWED_HOSTS,'wiki.example.com,http://x'"
    })
    void a_value_that_breaks_its_rule_is_refused(String name, String value) {
        assertThat(wrong(Map.of(name, value))).contains(name);
    }

    @ParameterizedTest
    @CsvSource({
        "PORT,0",
        "PORT,65531",
        "RATE_LIMIT_PER_MINUTE,0",
        "TENANT_BUDGET_USD_PER_DAY,0",
        "CORS_ORIGINS,*",
        "CORS_ORIGINS,'https://a.example, http://localhost:3000'",
        "OPENAI_BASE_URL,http://127.0.0.1:4000/v1",
        "JWT_JWKS_URL,http://127.0.0.1:9000/keys",
        "DEFAULT_LLM_MODEL,us.anthropic.claude-sonnet-4-5-20250929-v1:0"
    })
    void a_value_that_keeps_its_rule_is_taken(String name, String value) {
        assertThat(wrong(Map.of(name, value))).isEmpty();
    }

    @Test
    void a_blank_value_counts_as_absent() {
        var configuration = Configuration.of(Map.of("PORT", "  ", "OPENAI_API_KEY", ""));

        assertThat(configuration.integer("PORT")).isEqualTo(8001);
        assertThat(configuration.isGiven("OPENAI_API_KEY")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"openai,OPENAI_API_KEY", "anthropic,ANTHROPIC_API_KEY", "google,GOOGLE_API_KEY"})
    void a_provider_needs_its_key(String provider, String key) {
        assertThat(wrong(Map.of("DEFAULT_LLM_PROVIDER", provider))).containsExactly(key);
    }

    @Test
    void a_secret_may_be_given_by_reference_but_once() {
        var arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:openai";
        var byArn = Map.of("DEFAULT_LLM_PROVIDER", "openai", "OPENAI_API_KEY_SECRET_ARN", arn);
        var byParameter =
                Map.of(
                        "DEFAULT_LLM_PROVIDER",
                        "openai",
                        "OPENAI_API_KEY_PARAMETER",
                        "/catalyst/key");

        assertThat(wrong(byArn)).isEmpty();
        assertThat(Configuration.of(byArn).variables())
                .containsEntry("OPENAI_API_KEY_SECRET_ARN", arn);
        assertThat(wrong(byParameter)).isEmpty();
        assertThat(wrong(byArn, "OPENAI_API_KEY", "sk-0123456789"))
                .containsExactly("OPENAI_API_KEY");
        assertThat(wrong(Map.of("OPENAI_API_KEY_SECRET_ARN", "the secret")))
                .containsExactly("OPENAI_API_KEY_SECRET_ARN");
    }

    @Test
    void a_server_that_speaks_openais_protocol_may_have_keys_of_its_own_form() {
        assertThat(
                        wrong(
                                Map.of(
                                        "OPENAI_BASE_URL", "http://127.0.0.1:4000/v1",
                                        "OPENAI_API_KEY", "local-key")))
                .isEmpty();
    }

    @Test
    void a_group_is_complete_or_absent() {
        assertThat(wrong(Map.of("JIRA_URL", "https://example.atlassian.net")))
                .containsExactlyInAnyOrder("JIRA_USERNAME", "JIRA_API_TOKEN");
    }

    @Test
    void a_real_deployment_needs_its_target_and_the_targets_token() {
        assertThat(wrong(Map.of("MOCK_DEPLOYMENT", "false"))).containsExactly("DEPLOY_TARGET");
        assertThat(wrong(Map.of("MOCK_DEPLOYMENT", "false", "DEPLOY_TARGET", "github")))
                .containsExactly("GITHUB_URL", "GITHUB_TOKEN");
        assertThat(
                        wrong(
                                Map.of(
                                        "MOCK_DEPLOYMENT", "false",
                                        "DEPLOY_TARGET", "github",
                                        "GITHUB_URL", "http://github.example.com/api/v3",
                                        "GITHUB_TOKEN", "github_pat_token")))
                .as("a token travels encrypted")
                .containsExactly("GITHUB_URL");
    }

    @Test
    void a_deployment_to_aws_needs_nothing_but_the_functions_roles() {
        assertThat(wrong(Map.of("MOCK_DEPLOYMENT", "false", "DEPLOY_TARGET", "aws"))).isEmpty();
        assertThat(wrong(Map.of("DEPLOY_TARGET", "azure"))).containsExactly("DEPLOY_TARGET");
    }

    @Test
    void jwt_needs_a_secret_or_keys_and_says_of_a_short_one_how_long_it_must_be() {
        assertThat(wrong(Map.of("AUTH_MODE", "jwt")))
                .containsExactly("JWT_SECRET", "JWT_ISSUER", "JWT_AUDIENCE");
        assertThatThrownBy(() -> Configuration.of(Map.of("JWT_SECRET", "short")))
                .hasMessageContaining("32")
                .message()
                .doesNotContain("=short");
    }

    @Test
    void production_refuses_what_is_for_development_only() {
        assertThat(wrong(SAFE)).isEmpty();
        assertThat(wrong(Map.of("ENVIRONMENT", "production"))).containsExactly("AUTH_MODE");
        assertThat(wrong(SAFE, "CORS_ORIGINS", "*")).containsExactly("CORS_ORIGINS");
        assertThat(wrong(SAFE, "CORS_ORIGINS", "https://app.example,*"))
                .containsExactly("CORS_ORIGINS");
        assertThat(wrong(SAFE, "SANDBOX_ALLOW_UNISOLATED", "true"))
                .containsExactly("SANDBOX_ALLOW_UNISOLATED");
        assertThat(wrong(SAFE, "RATE_LIMIT_PER_MINUTE", "0"))
                .containsExactly("RATE_LIMIT_PER_MINUTE");
    }

    @Test
    void no_problem_quotes_a_secret() {
        var variables = new HashMap<String, String>();
        Configuration.table().stream()
                .filter(Variable::secret)
                .forEach(variable -> variables.put(variable.name(), "canary\u0001canary"));

        assertThat(Configuration.problems(variables).toString())
                .contains("JWT_SECRET")
                .doesNotContain("canary");
    }

    @Test
    void a_key_that_nothing_uses_is_a_warning() {
        var configuration =
                Configuration.of(Map.of("GOOGLE_API_KEY", "AIza-0123456789-0123456789"));

        assertThat(configuration.warnings())
                .anyMatch(warning -> warning.contains("DEFAULT_LLM_PROVIDER=google"));
    }

    @Test
    void a_name_that_no_variable_has_is_told() {
        assertThat(
                        Configuration.unknown(
                                List.of("PORT", "PROT", "JWT_SECRET_PARAMETER", "PORT_SECRET_ARN")))
                .containsExactly("PORT_SECRET_ARN", "PROT");
        assertThatThrownBy(() -> Configuration.of(Map.of()).get("PROT"))
                .hasMessageContaining("PROT");
    }

    @Test
    void another_value_is_checked_like_the_first() {
        var configuration = Configuration.of(Map.of());

        assertThat(configuration.with("PORT", "0").integer("PORT")).isZero();
        assertThatThrownBy(() -> configuration.with("PORT", "x"))
                .isInstanceOf(InvalidConfiguration.class);
    }

    @Test
    void a_secret_given_by_reference_is_put_in_its_place() {
        var variables = Map.of("GOOGLE_API_KEY_PARAMETER", "/catalyst/google", "PORT", "0");
        var settings =
                new Settings(
                        new Env(variables),
                        arn -> "",
                        name -> "AIza-value-of-" + name.substring(1).replace('/', '-'));

        assertThat(Configuration.of(variables).fetched(settings).variables())
                .containsEntry("GOOGLE_API_KEY", "AIza-value-of-catalyst-google")
                .containsEntry("PORT", "0")
                .doesNotContainKey("GOOGLE_API_KEY_PARAMETER");
    }
}
