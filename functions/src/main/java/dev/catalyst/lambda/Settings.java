package dev.catalyst.lambda;

import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The values of variables, wherever they are kept: in the environment, or, where that only holds a
 * reference ({@code NAME_SECRET_ARN}, {@code NAME_PARAMETER}), in Secrets Manager or SSM. A
 * referenced value is fetched when it is first asked for, and then kept.
 */
public final class Settings {

    private final Env env;
    private final UnaryOperator<String> given;
    private final Function<String, String> secret;
    private final Function<String, String> parameter;
    private final ConcurrentHashMap<String, String> fetched = new ConcurrentHashMap<>();

    public Settings(Env env) {
        this(env, Settings::secret, Settings::parameter);
    }

    Settings(Env env, Function<String, String> secret, Function<String, String> parameter) {
        this.env = env;
        this.given = Masking.of(env.variables());
        this.secret = secret;
        this.parameter = parameter;
    }

    public Optional<String> find(String name) {
        return env.optional(name)
                .or(() -> referenced(name + Variable.SECRET_ARN, secret))
                .or(() -> referenced(name + Variable.PARAMETER, parameter));
    }

    private Optional<String> referenced(String variable, Function<String, String> fetch) {
        return env.optional(variable)
                .map(reference -> fetched.computeIfAbsent(reference, fetch))
                .filter(value -> !value.isBlank());
    }

    /**
     * The text without the values of secrets, those of the environment and those fetched so far,
     * and without whatever else is hidden.
     */
    public String mask(String text) {
        return given.apply(Secrets.of(fetched.values()).mask(text));
    }

    private static String secret(String arn) {
        try (var client = SecretsManagerClient.create()) {
            return client.getSecretValue(get -> get.secretId(arn)).secretString().strip();
        }
    }

    private static String parameter(String name) {
        try (var client = SsmClient.create()) {
            return client.getParameter(get -> get.name(name).withDecryption(true))
                    .parameter()
                    .value()
                    .strip();
        }
    }
}
