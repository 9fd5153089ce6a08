package dev.catalyst.local.stepfunctions.asl;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Task calls.
 *
 * @param service {@code lambda} or {@code sqs}; empty for a plain function ARN
 * @param action such as {@code invoke.waitForTaskToken}; empty for a plain function ARN
 */
public record Resource(String arn, String service, String action) {

    private static final Set<String> INTEGRATIONS = Set.of("lambda:invoke", "sqs:sendMessage");
    private static final Pattern INTEGRATION =
            Pattern.compile("arn:aws[a-z-]*:states:::(([a-z]+):([A-Za-z]+))(\\.waitForTaskToken)?");
    private static final Pattern FUNCTION =
            Pattern.compile("arn:aws[a-z-]*:lambda:[^:]*:[0-9]*:function:[^:]+(:[^:]+)?");

    /** Empty for a resource that this host does not serve. */
    static Optional<Resource> of(String arn) {
        Matcher integration = INTEGRATION.matcher(arn);
        if (integration.matches() && INTEGRATIONS.contains(integration.group(1))) {
            String token = integration.group(4) == null ? "" : integration.group(4);
            return Optional.of(
                    new Resource(arn, integration.group(2), integration.group(3) + token));
        }
        return FUNCTION.matcher(arn).matches()
                ? Optional.of(new Resource(arn, "", ""))
                : Optional.empty();
    }

    public boolean waitsForToken() {
        return action.endsWith(".waitForTaskToken");
    }

    public boolean plainFunction() {
        return service.isEmpty();
    }
}
