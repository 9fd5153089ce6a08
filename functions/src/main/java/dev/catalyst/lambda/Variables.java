package dev.catalyst.lambda;

import static dev.catalyst.lambda.Variable.Reader.COMMAND_LINE;
import static dev.catalyst.lambda.Variable.Reader.FUNCTIONS;
import static dev.catalyst.lambda.Variable.Reader.LOCAL_HOST;

import dev.catalyst.lambda.Variable.Reader;
import dev.catalyst.lambda.Variable.Rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of every variable; {@code .env.example} says the same to people. */
final class Variables {

    private static final List<String> AGENTS =
            List.of("PLANNER", "ARCHITECT", "CODER", "TESTER", "REVIEWER", "DEPLOYER");

    static final List<Variable> TABLE =
            Stream.of(commandLine(), host(), access(), models(), work(), systems(), operation())
                    .flatMap(List::stream)
                    .toList();

    static final Map<String, Variable> BY_NAME =
            TABLE.stream()
                    .collect(Collectors.toUnmodifiableMap(Variable::name, Function.identity()));

    /** Variables that make sense together only. */
    static final List<List<String>> GROUPS =
            List.of(
                    List.of("GITHUB_URL", "GITHUB_TOKEN"),
                    List.of("JIRA_URL", "JIRA_USERNAME", "JIRA_API_TOKEN"),
                    List.of("CONFLUENCE_URL", "CONFLUENCE_USERNAME", "CONFLUENCE_API_TOKEN"),
                    List.of("SERVICENOW_URL", "SERVICENOW_USERNAME", "SERVICENOW_PASSWORD"));

    private Variables() {}

    private static List<Variable> commandLine() {
        return List.of(
                of("CATALYST_ENDPOINT", COMMAND_LINE, Rules.url(), "https://catalyst.example.com"),
                secret(
                        "CATALYST_TOKEN",
                        COMMAND_LINE,
                        Rules.token(),
                        "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"));
    }

    private static List<Variable> host() {
        return List.of(
                of(
                        "ENVIRONMENT",
                        "development",
                        Rules.oneOf("development", "staging", "production")),
                of("LOG_LEVEL", "INFO", Rules.oneOf("DEBUG", "INFO", "WARNING", "ERROR")),
                of("LOG_FORMAT", "json", Rules.oneOf("json", "plain")),
                new Variable(
                        "PORT",
                        Optional.of("8001"),
                        Rules.whole(
                                "must be a number from 1 to 65531, or 0 for free ports", 0, 65_531),
                        "8001",
                        false,
                        LOCAL_HOST),
                new Variable(
                        "CATALYST_HOME",
                        Optional.of(".catalyst"),
                        Rules.text(),
                        ".catalyst",
                        false,
                        LOCAL_HOST),
                of("HTTPS_PROXY", FUNCTIONS, Rules.url(), "http://proxy.example.com:3128"),
                of("HTTP_PROXY", FUNCTIONS, Rules.url(), "http://proxy.example.com:3128"),
                of("NO_PROXY", FUNCTIONS, Rules.text(), "localhost,127.0.0.1,.example.com"),
                of("CA_BUNDLE", FUNCTIONS, Rules.text(), "certificates/company.pem"));
    }

    private static List<Variable> access() {
        return List.of(
                of("CORS_ORIGINS", FUNCTIONS, Rules.origins(), "https://app.example.com"),
                of("AUTH_MODE", "none", Rules.oneOf("none", "jwt")),
                secret(
                        "JWT_SECRET",
                        FUNCTIONS,
                        Rules.bytes(32),
                        "use-openssl-rand-hex-32-to-make-one"),
                of(
                        "JWT_JWKS_URL",
                        FUNCTIONS,
                        Rules.safeUrl(),
                        "https://login.example.com/.well-known/jwks.json"),
                of("JWT_ISSUER", FUNCTIONS, Rules.text(), "https://login.example.com/"),
                of("JWT_AUDIENCE", FUNCTIONS, Rules.text(), "catalyst"),
                of("JWT_TENANT_CLAIM", "tenant", Rules.text()),
                of("RATE_LIMIT_PER_MINUTE", "1200", Rules.positiveOrOff()),
                of("RATE_LIMIT_BURST", "200", Rules.positiveOrOff()),
                of("TENANT_BUDGET_USD_PER_DAY", "50.00", Rules.dollars(true)),
                of("SESSION_TIMEOUT", "60", Rules.positive()));
    }

    private static List<Variable> models() {
        var general =
                Stream.of(
                        of(
                                "DEFAULT_LLM_PROVIDER",
                                FUNCTIONS,
                                Rules.oneOf(
                                        "bedrock",
                                        "anthropic",
                                        "openai",
                                        "google",
                                        "ollama",
                                        "offline"),
                                "anthropic"),
                        of("DEFAULT_LLM_MODEL", FUNCTIONS, Rules.model(), "claude-sonnet-4-5"));
        var perAgent =
                AGENTS.stream()
                        .map(
                                agent ->
                                        of(
                                                "LLM_MODEL_" + agent,
                                                FUNCTIONS,
                                                Rules.model(),
                                                "claude-haiku-4-5"));
        var providers =
                Stream.of(
                        secret(
                                "ANTHROPIC_API_KEY",
                                FUNCTIONS,
                                Rules.pattern(
                                        "must be a key of Anthropic, which starts with sk-ant-",
                                        "sk-ant-[\\w-]{8,}"),
                                "sk-ant-your-key"),
                        secret("OPENAI_API_KEY", FUNCTIONS, Rules.token(), "sk-your-key"),
                        of("OPENAI_BASE_URL", FUNCTIONS, Rules.url(), "https://api.openai.com/v1"),
                        secret(
                                "GOOGLE_API_KEY",
                                FUNCTIONS,
                                Rules.pattern(
                                        "must be a key of Google AI Studio: letters, digits, - _ and . only, 20 at least",
                                        "[\\w.-]{20,}"),
                                "AIza-your-key-from-ai-studio"),
                        of("OLLAMA_BASE_URL", FUNCTIONS, Rules.url(), "http://localhost:11434"));
        return Stream.of(general, perAgent, providers).flatMap(Function.identity()).toList();
    }

    private static List<Variable> work() {
        return List.of(
                of("MAX_CONCURRENT_TASKS", "5", Rules.positive()),
                of("MAX_PARALLEL_CODERS", "3", Rules.positive()),
                of("MAX_REPAIR_ROUNDS", "3", Rules.positive()),
                of("AGENT_TIMEOUT", "300", Rules.positive()),
                of("TASK_BUDGET_USD", "2.00", Rules.dollars(false)),
                of(
                        "WEBSOCKET_PING_INTERVAL",
                        "30",
                        Rules.whole("must be a number of seconds, positive and below 600", 1, 599)),
                of("MOCK_DEPLOYMENT", "true", Rules.bool()),
                of("DEPLOY_TARGET", FUNCTIONS, Rules.oneOf("github", "aws"), "github"),
                of("SANDBOX_ALLOW_UNISOLATED", "false", Rules.bool()));
    }

    private static List<Variable> systems() {
        return List.of(
                of("GITHUB_URL", FUNCTIONS, Rules.safeUrl(), "https://api.github.com"),
                secret("GITHUB_TOKEN", FUNCTIONS, Rules.token(), "github_pat_your-token"),
                of("JIRA_URL", FUNCTIONS, Rules.url(), "https://example.atlassian.net"),
                of("JIRA_USERNAME", FUNCTIONS, Rules.text(), "someone@example.com"),
                secret("JIRA_API_TOKEN", FUNCTIONS, Rules.token(), "your-jira-token"),
                of("CONFLUENCE_URL", FUNCTIONS, Rules.url(), "https://example.atlassian.net/wiki"),
                of("CONFLUENCE_USERNAME", FUNCTIONS, Rules.text(), "someone@example.com"),
                secret("CONFLUENCE_API_TOKEN", FUNCTIONS, Rules.token(), "your-confluence-token"),
                of("SERVICENOW_URL", FUNCTIONS, Rules.url(), "https://example.service-now.com"),
                of("SERVICENOW_USERNAME", FUNCTIONS, Rules.text(), "catalyst"),
                secret("SERVICENOW_PASSWORD", FUNCTIONS, Rules.token(), "your-password"),
                of(
                        "CONNECTOR_ALLOWED_HOSTS",
                        FUNCTIONS,
                        Rules.hosts(),
                        "wiki.example.com,*.example.org"),
                secret(
                        "HUGGINGFACE_TOKEN",
                        FUNCTIONS,
                        Rules.pattern(
                                "must be a token of Hugging Face, which starts with hf_",
                                "hf_\\w{8,}"),
                        "hf_yourtoken"),
                of("HUGGINGFACE_URL", FUNCTIONS, Rules.url(), "https://huggingface.co"));
    }

    private static List<Variable> operation() {
        return List.of(
                of("MEMORY_PROVIDER", "builtin", Rules.oneOf("builtin", "zep")),
                of("ZEP_API_URL", FUNCTIONS, Rules.url(), "https://zep.example.com"),
                secret("ZEP_API_KEY", FUNCTIONS, Rules.token(), "your-zep-key"),
                of("ZEP_API_VERSION", "v1", Rules.oneOf("v1", "v2")),
                of("ENABLE_AUDIT_LOGS", "true", Rules.bool()),
                of("ENABLE_PII_REDACTION", "true", Rules.bool()),
                of("ENABLE_METRICS", "true", Rules.bool()),
                of("ENABLE_PERFORMANCE_MONITORING", "false", Rules.bool()),
                secret("SENTRY_DSN", FUNCTIONS, Rules.url(), "https://key@sentry.example.com/1"));
    }

    private static Variable of(String name, String byDefault, Rule rule) {
        return new Variable(name, Optional.of(byDefault), rule, byDefault, false, FUNCTIONS);
    }

    private static Variable of(String name, Reader reader, Rule rule, String example) {
        return new Variable(name, Optional.empty(), rule, example, false, reader);
    }

    private static Variable secret(String name, Reader reader, Rule rule, String example) {
        return new Variable(name, Optional.empty(), rule, example, true, reader);
    }
}
