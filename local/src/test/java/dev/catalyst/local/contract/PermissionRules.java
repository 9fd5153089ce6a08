package dev.catalyst.local.contract;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.local.contract.Transformed.Resource;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who may do what: nothing with a wildcard without a reason, and no role for two. */
final class PermissionRules {

    /** What SAM gives by itself: to write logs and traces, and to read an event source. */
    private static final Set<String> MANAGED =
            Set.of(
                    "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
                    "arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole",
                    "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole",
                    "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess");

    private static final String ARN = "arn:${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:";

    /** Each resource with a wildcard in it, and why it has one. */
    static final Map<String, String> REASONS =
            Map.ofEntries(
                    Map.entry("${Artifacts.Arn}/*", "objects of the one bucket"),
                    Map.entry("${Artifacts.Arn}/tasks/*", "a task's objects"),
                    Map.entry("${Artifacts.Arn}/tasks/*/functions/*.zip", "deployed code"),
                    Map.entry("${Table.Arn}/index/*", "the table's two indexes"),
                    Map.entry(
                            ARN.formatted("states") + "execution:${TaskMachine.Name}:*",
                            "executions are named by their tasks"),
                    Map.entry(
                            ARN.formatted("execute-api") + "${SocketApi}/ws/*/@connections/*",
                            "connections get their names from the API"),
                    Map.entry(
                            "arn:${AWS::Partition}:bedrock:*::foundation-model/*",
                            "the model is a setting, and a profile may call it in any region"),
                    Map.entry(
                            ARN.formatted("bedrock") + "inference-profile/*",
                            "the model is a setting"),
                    Map.entry(
                            ARN.formatted("cloudformation") + "stack/catalyst-task-*/*",
                            "a stack per deployed task"),
                    Map.entry(
                            ARN.formatted("lambda") + "function:catalyst-task-*",
                            "a function per deployed task"),
                    Map.entry(
                            ARN.formatted("logs") + "log-group:/aws/lambda/catalyst-task-*",
                            "its logs"),
                    Map.entry(
                            ARN.formatted("logs") + "log-group:/aws/lambda/catalyst-task-*:*",
                            "and what it writes there"),
                    Map.entry(
                            "arn:${AWS::Partition}:s3:::catalyst-task-*",
                            "a site's bucket per deployed task"),
                    Map.entry("arn:${AWS::Partition}:s3:::catalyst-task-*/*", "and its objects"),
                    Map.entry(
                            "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:function/catalyst-task-*",
                            "and what rewrites its addresses"),
                    Map.entry("DeploymentStackRole *", "CloudFront names what it makes by itself"),
                    Map.entry("TaskMachineRole *", "delivery of logs and traces has no resource"));

    private final Transformed template;
    private final Breaches breaches;
    private final Set<String> wildcards = new TreeSet<>();

    private PermissionRules(Transformed template, Breaches breaches) {
        this.template = template;
        this.breaches = breaches;
    }

    static void check(Transformed template, Breaches breaches) {
        var rules = new PermissionRules(template, breaches);
        rules.permissions();
        rules.roles();
    }

    private void permissions() {
        template.each("AWS::IAM::Role")
                .forEach(
                        role -> {
                            role.properties()
                                    .path("ManagedPolicyArns")
                                    .forEach(
                                            policy ->
                                                    breaches.need(
                                                            MANAGED.contains(policy.asText()),
                                                            role,
                                                            "has the foreign policy " + policy));
                            Transformed.statements(role)
                                    .filter(Transformed::isAllowed)
                                    .forEach(statement -> permission(role, statement));
                        });
        for (var reason : REASONS.keySet()) {
            breaches.need(
                    wildcards.contains(reason), "nothing has the wildcard " + reason + " any more");
        }
    }

    private void permission(Resource role, JsonNode statement) {
        Transformed.texts(statement.path("Action"))
                .forEach(action -> breaches.need(!action.contains("*"), role, "may do " + action));
        Transformed.texts(statement.path("Resource"))
                .filter(resource -> resource.contains("*"))
                .map(resource -> resource.equals("*") ? role.name() + " *" : resource)
                .peek(wildcards::add)
                .forEach(
                        resource ->
                                breaches.need(
                                        REASONS.containsKey(resource),
                                        role,
                                        "may reach " + resource + " for no reason given"));
    }

    private void roles() {
        var taken = new HashSet<String>();
        template.each("AWS::Lambda::Function")
                .forEach(
                        function -> {
                            var role = Transformed.role(function);
                            boolean own = taken.add(role);
                            breaches.need(
                                    own || template.isPowerless(role),
                                    function,
                                    "shares the role " + role);
                        });
    }
}
