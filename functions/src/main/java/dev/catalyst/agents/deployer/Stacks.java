package dev.catalyst.agents.deployer;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.AlreadyExistsException;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.Tag;
import software.amazon.awssdk.services.cloudformation.model.TokenAlreadyExistsException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** CloudFormation's stacks; every call may be made twice, and nothing is ever deleted. */
final class Stacks {

    private static final String NO_CHANGE = "No updates are to be performed";
    private static final String NO_STACK = "does not exist";

    /**
     * What a stack is to be.
     *
     * @param template its text
     * @param roleArn what CloudFormation may do for it
     */
    record Order(
            String name,
            String template,
            Map<String, String> parameters,
            Map<String, String> tags,
            String roleArn) {

        Order {
            parameters = Map.copyOf(parameters);
            tags = Map.copyOf(tags);
        }
    }

    /** How a stack stands. */
    enum Phase {
        UNDER_WAY,
        STANDING,
        FAILED
    }

    /** A stack as it is. */
    record Stack(String status, Map<String, String> tags, Map<String, String> outputs) {

        Stack {
            tags = Map.copyOf(tags);
            outputs = Map.copyOf(outputs);
        }

        Phase phase() {
            if (status.endsWith("_IN_PROGRESS")) {
                return Phase.UNDER_WAY;
            }
            return status.equals("CREATE_COMPLETE") || status.equals("UPDATE_COMPLETE")
                    ? Phase.STANDING
                    : Phase.FAILED;
        }
    }

    private final CloudFormationClient client;

    Stacks(CloudFormationClient client) {
        this.client = client;
    }

    Optional<Stack> find(String name) {
        try {
            return client.describeStacks(ask -> ask.stackName(name)).stacks().stream()
                    .findFirst()
                    .map(
                            stack ->
                                    new Stack(
                                            stack.stackStatusAsString(),
                                            stack.tags().stream()
                                                    .collect(
                                                            Collectors.toMap(Tag::key, Tag::value)),
                                            stack.outputs().stream()
                                                    .collect(
                                                            Collectors.toMap(
                                                                    Output::outputKey,
                                                                    Output::outputValue))));
        } catch (CloudFormationException refused) {
            if (says(refused, NO_STACK)) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** Begins to create a stack, unless an earlier call did. */
    void create(Order order, String token) {
        try {
            client.createStack(
                    create ->
                            create.stackName(order.name())
                                    .templateBody(order.template())
                                    .parameters(parameters(order))
                                    .tags(tags(order))
                                    .roleARN(order.roleArn())
                                    .clientRequestToken(token));
        } catch (AlreadyExistsException | TokenAlreadyExistsException earlier) {
            // an answer was lost: the stack is looked at next time
            return;
        }
    }

    /**
     * Begins to change a stack, unless an earlier call did; false if there is nothing to change.
     */
    boolean update(Order order, String token) {
        try {
            client.updateStack(
                    update ->
                            update.stackName(order.name())
                                    .templateBody(order.template())
                                    .parameters(parameters(order))
                                    .tags(tags(order))
                                    .roleARN(order.roleArn())
                                    .clientRequestToken(token));
            return true;
        } catch (TokenAlreadyExistsException earlier) {
            return true;
        } catch (CloudFormationException refused) {
            if (says(refused, NO_CHANGE)) {
                return false;
            }
            // it is being changed already: an answer was lost
            if (says(refused, "_IN_PROGRESS state")) {
                return true;
            }
            throw refused;
        }
    }

    /** Why the last thing that was asked of the stack failed: what failed first. */
    Optional<String> firstFailure(String name) {
        StackEvent first = null;
        // the newest come first
        for (StackEvent event :
                client.describeStackEventsPaginator(ask -> ask.stackName(name)).stackEvents()) {
            String status = event.resourceStatusAsString();
            boolean ofStack = name.equals(event.logicalResourceId());
            if (ofStack && List.of("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS").contains(status)) {
                break;
            }
            if (!ofStack && status.endsWith("_FAILED") && event.resourceStatusReason() != null) {
                first = event;
            }
        }
        return Optional.ofNullable(first)
                .map(event -> event.logicalResourceId() + ": " + event.resourceStatusReason());
    }

    /** Whether nobody but a person can change what a service answered. */
    static boolean isRefusal(AwsServiceException answered) {
        return answered.statusCode() < 500 && !answered.isThrottlingException();
    }

    /** What the service says is wrong. */
    static String told(AwsServiceException answered) {
        var details = answered.awsErrorDetails();
        return details == null || details.errorMessage() == null
                ? message(answered.getMessage())
                : details.serviceName() + " says: " + details.errorMessage();
    }

    private static boolean says(CloudFormationException refused, String words) {
        return refused.statusCode() == 400 && message(refused.getMessage()).contains(words);
    }

    private static String message(@Nullable String given) {
        return given == null ? "" : given;
    }

    private static List<Parameter> parameters(Order order) {
        return order.parameters().entrySet().stream()
                .map(
                        one ->
                                Parameter.builder()
                                        .parameterKey(one.getKey())
                                        .parameterValue(one.getValue())
                                        .build())
                .toList();
    }

    private static List<Tag> tags(Order order) {
        return order.tags().entrySet().stream()
                .map(one -> Tag.builder().key(one.getKey()).value(one.getValue()).build())
                .toList();
    }
}
