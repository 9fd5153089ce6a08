package dev.catalyst.lambda;

import static dev.catalyst.lambda.Variable.PARAMETER;
import static dev.catalyst.lambda.Variable.SECRET_ARN;

import dev.catalyst.lambda.Variable.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What variables demand of each other. */
final class Conditions {

    private static final Map<String, String> KEY_OF_PROVIDER =
            Map.of(
                    "anthropic", "ANTHROPIC_API_KEY",
                    "openai", "OPENAI_API_KEY",
                    "google", "GOOGLE_API_KEY");

    private static final List<String> LIMITS =
            List.of("RATE_LIMIT_PER_MINUTE", "RATE_LIMIT_BURST", "TENANT_BUDGET_USD_PER_DAY");

    private final Map<String, String> given;
    private final List<Problem> problems = new ArrayList<>();

    Conditions(Map<String, String> given) {
        this.given = given;
    }

    List<Problem> problems() {
        return of(
                () -> {
                    references();
                    provider();
                    groups();
                    deployment();
                    memory();
                    access();
                    production();
                });
    }

    /** Of the provider alone. */
    List<Problem> modelProblems() {
        return of(this::provider);
    }

    /** Of finding out who asks alone. */
    List<Problem> accessProblems() {
        return of(this::access);
    }

    /** Of deployments alone. */
    List<Problem> deploymentProblems() {
        return of(this::deployment);
    }

    private List<Problem> of(Runnable conditions) {
        problems.clear();
        conditions.run();
        return List.copyOf(problems);
    }

    List<String> warnings() {
        var warnings = new ArrayList<String>();
        if (!has("HUGGINGFACE_TOKEN")) {
            warnings.add("HUGGINGFACE_TOKEN is not set: gated models cannot be downloaded");
        }
        if (!has("DEFAULT_LLM_PROVIDER")) {
            KEY_OF_PROVIDER.forEach(
                    (provider, key) -> {
                        if (has(key)) {
                            warnings.add(
                                    key
                                            + " is set but not used: set DEFAULT_LLM_PROVIDER="
                                            + provider);
                        }
                    });
        }
        return List.copyOf(warnings);
    }

    private void references() {
        for (var variable : Variables.TABLE) {
            if (!variable.secret()) {
                continue;
            }
            var name = variable.name();
            var arn = given.get(name + SECRET_ARN);
            if (arn != null
                    && !arn.matches("arn:aws[\\w-]*:secretsmanager:[\\w-]*:\\d*:secret:.+")) {
                problems.add(
                        new Problem(
                                name + SECRET_ARN,
                                "must be the ARN of a secret",
                                "arn:aws:secretsmanager:us-east-1:123456789012:secret:name"));
            }
            var ways =
                    List.of(name, name + SECRET_ARN, name + PARAMETER).stream()
                            .filter(given::containsKey)
                            .toList();
            if (ways.size() > 1) {
                problems.add(
                        variable.problem(
                                "must be given once, not as " + String.join(" and ", ways)));
            }
        }
    }

    private void provider() {
        var provider = given.getOrDefault("DEFAULT_LLM_PROVIDER", "");
        var key = KEY_OF_PROVIDER.get(provider);
        if (key != null) {
            need(key, "DEFAULT_LLM_PROVIDER=" + provider);
        }
        // servers that speak OpenAI's protocol have keys of their own form
        var openAi = given.get("OPENAI_API_KEY");
        if (openAi != null && !has("OPENAI_BASE_URL") && !openAi.startsWith("sk-")) {
            problem("OPENAI_API_KEY", "must be a key of OpenAI, which starts with sk-");
        }
    }

    private void groups() {
        for (var group : Variables.GROUPS) {
            if (group.stream().anyMatch(this::has)) {
                group.forEach(name -> need(name, "the other variables of its group"));
            }
        }
    }

    private void deployment() {
        if (!is("MOCK_DEPLOYMENT", "false")) {
            return;
        }
        need("DEPLOY_TARGET", "MOCK_DEPLOYMENT=false");
        if (is("DEPLOY_TARGET", "github")) {
            need("GITHUB_URL", "DEPLOY_TARGET=github");
            need("GITHUB_TOKEN", "DEPLOY_TARGET=github");
        }
    }

    private void memory() {
        if (is("MEMORY_PROVIDER", "zep")) {
            need("ZEP_API_URL", "MEMORY_PROVIDER=zep");
            need("ZEP_API_KEY", "MEMORY_PROVIDER=zep");
        }
    }

    private void access() {
        if (is("AUTH_MODE", "jwt")) {
            if (!has("JWT_JWKS_URL")) {
                need("JWT_SECRET", "AUTH_MODE=jwt (or JWT_JWKS_URL)");
            }
            if (has("JWT_JWKS_URL") && has("JWT_SECRET")) {
                problem("JWT_JWKS_URL", "must not be set beside JWT_SECRET: tokens have one way");
            }
            if (!isDevelopment()
                    && !given.getOrDefault("JWT_JWKS_URL", "https:").startsWith("https:")) {
                problem("JWT_JWKS_URL", "must start with https:// outside development");
            }
            need("JWT_ISSUER", "AUTH_MODE=jwt");
            need("JWT_AUDIENCE", "AUTH_MODE=jwt");
        }
        if (!isDevelopment()) {
            if (!is("AUTH_MODE", "jwt")) {
                problems.add(
                        new Problem(
                                "AUTH_MODE",
                                "must not be none outside development, so neither in production",
                                "jwt"));
            }
            LIMITS.stream()
                    .filter(name -> given.getOrDefault(name, "1").matches("0+(\\.0+)?"))
                    .forEach(name -> problem(name, "must be positive outside development"));
        }
    }

    private void production() {
        if (!is("ENVIRONMENT", "production")) {
            return;
        }
        if (Rules.items(given.getOrDefault("CORS_ORIGINS", "")).contains("*")) {
            problem("CORS_ORIGINS", "must name its origins in production, * is refused");
        }
        if (is("SANDBOX_ALLOW_UNISOLATED", "true")) {
            problem("SANDBOX_ALLOW_UNISOLATED", "must not be true in production");
        }
    }

    private void need(String name, String why) {
        var problem = Variables.BY_NAME.get(name).problem("must be set for " + why);
        if (!has(name) && !problems.contains(problem)) {
            problems.add(problem);
        }
    }

    private void problem(String name, String must) {
        problems.add(Variables.BY_NAME.get(name).problem(must));
    }

    private boolean has(String name) {
        return given.containsKey(name)
                || given.containsKey(name + SECRET_ARN)
                || given.containsKey(name + PARAMETER);
    }

    private boolean is(String name, String value) {
        return value.equals(given.get(name));
    }

    private boolean isDevelopment() {
        return given.getOrDefault("ENVIRONMENT", "development").equals("development");
    }
}
