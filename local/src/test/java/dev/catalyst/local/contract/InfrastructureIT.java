package dev.catalyst.local.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

/** The rules of infrastructure, on what AWS makes of template.yaml. */
class InfrastructureIT {

    private static String transformed;

    private ObjectNode resources;
    private ObjectNode machine;

    @BeforeAll
    static void transform(@TempDir Path project) throws Exception {
        BuildTools.assumeThere();
        var ended = BuildTools.in(project).transform();
        assertThat(ended.status()).as(ended.output()).isZero();
        transformed = ended.output();
    }

    @BeforeEach
    void a_copy_of_all_that_there_is() {
        resources = (ObjectNode) Json.tree(transformed).path("Resources");
        machine = (ObjectNode) Project.json(Project.ROOT.resolve("statemachines/task.asl.json"));
    }

    @Test
    void every_rule_holds() {
        assertThat(InfrastructureRules.breaches(resources, machine)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/Table/Properties/SSESpecification, Table is in clear",
        "/Table/Properties/PointInTimeRecoverySpecification, Table cannot be brought back",
        "/Artifacts/Properties/BucketEncryption, Artifacts is in clear",
        "/Artifacts/Properties/PublicAccessBlockConfiguration, Artifacts lacks BlockPublicAcls",
        "/ArtifactsPolicy, Artifacts may be read without TLS",
        "/TaskQueue/Properties/SqsManagedSseEnabled, TaskQueue is in clear",
        "/TaskQueue/Properties/RedrivePolicy, TaskQueue has no dead-letter queue and is none",
        "/TaskQueue/Properties/VisibilityTimeout, TaskQueue shows its messages again while they may still be worked on",
        "/DispatcherWork/Properties/ScalingConfig, DispatcherWork has no limit of concurrency",
        "/PublisherEvents/Properties/MaximumRetryAttempts, 'PublisherEvents is never, or for ever, tried again'",
        "/PublisherEvents/Properties/DestinationConfig, PublisherEvents has no dead-letter queue",
        "/TaskClosedEnded/Properties/Targets/0/RetryPolicy, TaskClosedEnded says not how often to try again",
        "/TaskClosedEnded/Properties/Targets/0/DeadLetterConfig, TaskClosedEnded has no dead-letter queue",
        "/TaskClosed/Properties/DeadLetterConfig, TaskClosed is called by a rule and has no dead-letter queue for what it fails at",
        "/FunctionLogs/Properties/RetentionInDays, FunctionLogs is kept for ever",
        "/Planner/Properties/LoggingConfig, Planner logs to a group that nobody declared",
        "/Planner/Properties/TracingConfig, Planner is not traced",
        "/TaskMachine/Properties/LoggingConfiguration, TaskMachine does not log",
        "/DeadLettersWait, no alarm watches ApproximateNumberOfMessagesVisible",
        "/TasksFail/Properties/AlarmActions, TasksFail tells nobody",
        "/DeliveriesFail, Publisher fails where no caller and no alarm sees it",
        "/SocketApiwsStage/Properties/DefaultRouteSettings, SocketApiwsStage takes any number of requests",
    })
    void what_is_left_out_is_missed(String pointer, String breach) {
        int last = pointer.lastIndexOf('/');
        var parent = (ObjectNode) resources.at(pointer.substring(0, last));
        assertThat(parent.remove(pointer.substring(last + 1))).isNotNull();

        assertThat(InfrastructureRules.breaches(resources, machine)).contains(breach);
    }

    @Test
    void a_right_to_do_all_or_to_all_needs_a_reason() {
        allow("Sweeper", "dynamodb:*", "arn:aws:dynamodb:::table/*");
        ((ArrayNode) resources.at("/SweeperRole/Properties/ManagedPolicyArns"))
                .add("arn:aws:iam::aws:policy/AdministratorAccess");

        assertThat(InfrastructureRules.breaches(resources, machine))
                .contains(
                        "SweeperRole may do dynamodb:*",
                        "SweeperRole may reach arn:aws:dynamodb:::table/* for no reason given",
                        "SweeperRole has the foreign policy \"arn:aws:iam::aws:policy/AdministratorAccess\"");
    }

    @Test
    void a_reason_for_nothing_is_no_reason() {
        resources.remove("SocketsRole");
        resources.remove("SocketsEndedRole");
        resources.remove("PublisherRole");

        assertThat(InfrastructureRules.breaches(resources, machine))
                .anyMatch(breach -> breach.matches("nothing has the wildcard .*@connections.*"));
    }

    @Test
    void a_role_of_two_functions_may_do_nothing() {
        var role = resources.at("/Planner/Properties/Role");
        ((ObjectNode) resources.at("/Coder/Properties")).set("Role", role);
        allow("Sandbox", "s3:GetObject", "arn:aws:s3:::secret");

        assertThat(InfrastructureRules.breaches(resources, machine))
                .anyMatch(breach -> breach.endsWith(" shares the role PlannerRole"))
                .contains("SandboxPython shares the role SandboxRole");
    }

    @Test
    void whoever_waits_waits_longer_than_what_is_waited_for_works() {
        ((ObjectNode) resources.at("/Planner/Properties")).put("Timeout", 960);
        ((ObjectNode) resources.at("/TasksApi/Properties")).put("Timeout", 30);
        ((ObjectNode) machine.at("/States/Begin")).remove("TimeoutSeconds");

        assertThat(InfrastructureRules.breaches(resources, machine))
                .contains(
                        "Planner may work longer than its state waits",
                        "TasksApi may work longer than its API waits",
                        "a state of the machine may wait for ever");
    }

    private void allow(String role, String action, String resource) {
        var policies = (ArrayNode) resources.at("/" + role + "Role/Properties/Policies");
        var document = policies.addObject().putObject("PolicyDocument");
        document.putArray("Statement")
                .addObject()
                .put("Effect", "Allow")
                .put("Action", action)
                .put("Resource", resource);
    }
}
