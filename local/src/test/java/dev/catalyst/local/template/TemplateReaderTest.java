package dev.catalyst.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catalyst.local.contract.Project;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

class TemplateReaderTest {

    private static final Ports PORTS = Ports.from(8001);

    @TempDir Path folder;

    @Test
    void a_function_takes_what_it_does_not_say_from_the_globals() throws IOException {
        var function =
                read("""
                                Globals:
                                  Function:
                                    Runtime: java25
                                    Timeout: 20
                                    Environment: {Variables: {A: shared, B: shared}}
                                Resources:
                                  Greeter:
                                    Type: AWS::Serverless::Function
                                    Properties:
                                      Handler: a.Greeter
                                      MemorySize: 512
                                      Environment: {Variables: {B: own, C: 5}}
                                """)
                        .functions()
                        .getFirst();

        assertThat(function)
                .isEqualTo(
                        new LambdaFunction(
                                "Greeter",
                                "java25",
                                "a.Greeter",
                                Map.of("A", "shared", "B", "own", "C", "5"),
                                Duration.ofSeconds(20),
                                512,
                                false));
        assertThat(function.arn())
                .isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:Greeter");
    }

    @Test
    void references_name_local_resources() throws IOException {
        var variables =
                variables(
                        """
                        TABLE: !Ref Items
                        TABLE_ARN: !GetAtt Items.Arn
                        BUCKET: !Ref Files
                        QUEUE: !Ref Work
                        QUEUE_ARN: !Sub "${Work.Arn}"
                        ALIAS: !Ref Greeter.Alias
                        ROLE: !GetAtt Role.Arn
                        ACCOUNT: !Sub "${AWS::Partition}:${AWS::AccountId}:${AWS::Region}"
                        LITERAL: !Sub ["${!kept} ${own}", {own: !Ref Items}]
                        """);

        assertThat(variables)
                .containsEntry("TABLE", "items-table")
                .containsEntry(
                        "TABLE_ARN", "arn:aws:dynamodb:us-east-1:000000000000:table/items-table")
                .containsEntry("BUCKET", "files")
                .containsEntry("QUEUE", "http://127.0.0.1:8004/000000000000/Work")
                .containsEntry("QUEUE_ARN", "arn:aws:sqs:us-east-1:000000000000:Work")
                .containsEntry(
                        "ALIAS", "arn:aws:lambda:us-east-1:000000000000:function:Greeter:live")
                .containsEntry("ROLE", "arn:aws:iam::000000000000:role/Role")
                .containsEntry("ACCOUNT", "aws:000000000000:us-east-1")
                .containsEntry("LITERAL", "${kept} items-table");
    }

    @Test
    void the_address_of_an_api_leads_to_this_machine() throws IOException {
        var variables =
                variables(
                        """
                        API: !Sub "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/x"
                        SOCKETS: !Sub "https://${Sockets}.execute-api.${AWS::Region}.${AWS::URLSuffix}/ws"
                        CLIENTS: !Sub "wss://${Sockets}.execute-api.${AWS::Region}.${AWS::URLSuffix}/ws"
                        """);

        assertThat(variables)
                .containsEntry("API", "http://127.0.0.1:8001/x")
                .containsEntry("SOCKETS", "http://127.0.0.1:8005/ws")
                .containsEntry("CLIENTS", "ws://127.0.0.1:8001/ws");
    }

    @Test
    void intrinsic_functions_are_evaluated() throws IOException {
        var variables =
                variables(
                        """
                        JOINED: !Join ["-", [a, !Ref Level, !Ref AWS::NoValue]]
                        CHOSEN: !If [Loud, shout, whisper]
                        BOTH: !If [LoudAndLarge, "yes", "no"]
                        EITHER: !If [LoudOrLarge, "yes", "no"]
                        GONE: !If [Loud, x, !Ref AWS::NoValue]
                        MAPPED: !FindInMap [Sizes, !Ref Level, count]
                        SECOND: !Select [1, !Split ["/", "a/b/c"]]
                        """);

        assertThat(variables)
                .containsEntry("JOINED", "a-INFO")
                .containsEntry("CHOSEN", "whisper")
                .containsEntry("BOTH", "no")
                .containsEntry("EITHER", "yes")
                .doesNotContainKey("GONE")
                .containsEntry("MAPPED", "3")
                .containsEntry("SECOND", "b");
    }

    @Test
    void a_parameter_takes_its_value_from_the_configuration() throws IOException {
        Files.writeString(file(), RESOURCES.formatted("LEVEL: !Ref Level"));

        var template =
                TemplateReader.read(file(), Map.of("LEVEL", "DEBUG", "OTHER", "ignored"), PORTS);

        assertThat(template.functions().getFirst().environment()).containsEntry("LEVEL", "DEBUG");
    }

    @Test
    void a_parameter_refuses_a_value_that_is_not_allowed() throws IOException {
        Files.writeString(file(), RESOURCES.formatted("LEVEL: !Ref Level"));

        assertThatThrownBy(() -> TemplateReader.read(file(), Map.of("LEVEL", "LOUD"), PORTS))
                .hasMessage(
                        "template.yaml: Parameters.Level: LEVEL is \"LOUD\", not one of [INFO,"
                                + " DEBUG]");
    }

    @Test
    void events_become_routes_sources_rules_and_schedules() throws IOException {
        var template =
                read(
                        """
                        Resources:
                          Table:
                            Type: AWS::DynamoDB::Table
                            Properties:
                              AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
                              KeySchema: [{AttributeName: pk, KeyType: HASH}]
                              StreamSpecification: {StreamViewType: NEW_IMAGE}
                          Work: {Type: AWS::SQS::Queue}
                          Dead: {Type: AWS::SQS::Queue}
                          Failed: {Type: AWS::SQS::Queue}
                          Api: {Type: AWS::Serverless::HttpApi}
                          Worker:
                            Type: AWS::Serverless::Function
                            Properties:
                              Runtime: java25
                              Handler: a.Worker
                              DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Failed.Arn}
                              Events:
                                Route:
                                  Type: HttpApi
                                  Properties: {ApiId: !Ref Api, Method: post, Path: "/a/{id}"}
                                Rest:
                                  Type: HttpApi
                                  Properties: {ApiId: !Ref Api}
                                Queue:
                                  Type: SQS
                                  Properties:
                                    Queue: !GetAtt Work.Arn
                                    FunctionResponseTypes: [ReportBatchItemFailures]
                                Stream:
                                  Type: DynamoDB
                                  Properties:
                                    Stream: !GetAtt Table.StreamArn
                                    StartingPosition: TRIM_HORIZON
                                    MaximumRetryAttempts: 2
                                    BisectBatchOnFunctionError: true
                                    DestinationConfig: {OnFailure: {Destination: !GetAtt Dead.Arn}}
                                    FilterCriteria: {Filters: [{Pattern: '{"eventName": ["INSERT"]}'}]}
                                Rule:
                                  Type: EventBridgeRule
                                  Properties:
                                    Pattern: {source: [aws.states], detail: {q: [!GetAtt Work.Arn]}}
                                    DeadLetterConfig: {Arn: !GetAtt Dead.Arn}
                                Tick:
                                  Type: Schedule
                                  Properties: {Schedule: rate(1 minute), Enabled: false}
                        """);

        var api = template.httpApis().getFirst();
        assertThat(api.routes())
                .containsExactly(
                        new HttpApi.Route(
                                "POST",
                                "/a/{id}",
                                "Worker",
                                Duration.ofSeconds(30),
                                Optional.empty()),
                        new HttpApi.Route(
                                "ANY",
                                "$default",
                                "Worker",
                                Duration.ofSeconds(30),
                                Optional.empty()));
        var fromQueue = (EventSource.FromQueue) template.eventSources().get(0);
        assertThat(fromQueue.queue()).isEqualTo("Work");
        assertThat(fromQueue.batchSize()).isEqualTo(10);
        assertThat(fromQueue.reportsItemFailures()).isTrue();
        var fromTable = (EventSource.FromTable) template.eventSources().get(1);
        assertThat(fromTable.table()).isEqualTo("Table");
        assertThat(fromTable.fromTrimHorizon()).isTrue();
        assertThat(fromTable.bisectOnError()).isTrue();
        assertThat(fromTable.maximumRetryAttempts()).isEqualTo(OptionalInt.of(2));
        assertThat(fromTable.onFailure()).contains("Dead");
        assertThat(fromTable.filters().getFirst()).hasToString("{\"eventName\":[\"INSERT\"]}");
        var rule = template.rules().getFirst();
        assertThat(rule.name()).isEqualTo("WorkerRule");
        assertThat(rule.pattern().at("/detail/q/0").asText()).endsWith(":Work");
        assertThat(rule.targets().getFirst().deadLetterQueue()).contains("Dead");
        assertThat(rule.targets().getFirst().maximumRetryAttempts()).isEqualTo(185);
        var schedule = template.schedules().getFirst();
        assertThat(schedule.expression()).isEqualTo("rate(1 minute)");
        assertThat(schedule.enabled()).isFalse();
        assertThat(schedule.target().deadLetterQueue()).as("the function's own").contains("Failed");
    }

    @Test
    void a_machine_has_its_definition_with_substitutions() throws IOException {
        Files.writeString(
                folder.resolve("m.json"), "{\"States\": {\"A\": {\"Resource\": \"${Worker}\"}}}");

        var machine =
                read("""
                                Resources:
                                  Machine:
                                    Type: AWS::Serverless::StateMachine
                                    Properties:
                                      DefinitionUri: m.json
                                      DefinitionSubstitutions: {Worker: !Ref AWS::Region}
                                """)
                        .stateMachines()
                        .getFirst();

        assertThat(machine)
                .isEqualTo(
                        new StateMachine(
                                "Machine", "{\"States\":{\"A\":{\"Resource\":\"us-east-1\"}}}"));
    }

    @Test
    void a_queue_keeps_its_redrive_policy() throws IOException {
        var queue =
                read("""
                                Resources:
                                  Work:
                                    Type: AWS::SQS::Queue
                                    Properties:
                                      VisibilityTimeout: 180
                                      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5}
                                  Dead: {Type: AWS::SQS::Queue}
                                """)
                        .queues()
                        .getFirst();

        assertThat(queue.visibilityTimeout()).isEqualTo(Duration.ofMinutes(3));
        assertThat(queue.redrive()).contains(new Queue.Redrive("Dead", 5));
    }

    @Test
    void a_resource_whose_condition_is_false_does_not_exist() throws IOException {
        var template =
                read(
                        """
                        Conditions: {Never: !Equals [a, b]}
                        Resources:
                          Work: {Type: AWS::SQS::Queue, Condition: Never}
                        Outputs:
                          Gone: {Condition: Never, Value: !Ref Work}
                          Kept: {Value: !Ref AWS::Region}
                        """);

        assertThat(template.queues()).isEmpty();
        assertThat(template.outputs()).isEqualTo(Map.of("Kept", "us-east-1"));
    }

    @Test
    void the_template_of_this_project_is_served_whole() {
        var template = TemplateReader.read(Project.ROOT.resolve("template.yaml"), Map.of(), PORTS);

        assertThat(template.functions()).isNotEmpty();
        assertThat(template.stateMachines()).isNotEmpty();
        assertThat(template.httpApis()).hasSize(1);
        assertThat(template.webSocketApis()).hasSize(1);
        assertThat(template.eventSources()).isNotEmpty();
    }

    private static final String RESOURCES =
            """
            Parameters:
              Level: {Type: String, Default: INFO, AllowedValues: [INFO, DEBUG]}
            Conditions:
              Loud: !Equals [!Ref Level, DEBUG]
              Large: !Not [!Condition Loud]
              LoudAndLarge: !And [!Condition Loud, !Condition Large]
              LoudOrLarge: !Or [!Condition Loud, !Condition Large]
            Mappings: {Sizes: {INFO: {count: 3}}}
            Resources:
              Items:
                Type: AWS::DynamoDB::Table
                Properties:
                  TableName: items-table
                  AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
                  KeySchema: [{AttributeName: pk, KeyType: HASH}]
              Files: {Type: AWS::S3::Bucket}
              Work: {Type: AWS::SQS::Queue}
              Role: {Type: AWS::IAM::Role}
              Api: {Type: AWS::Serverless::HttpApi}
              Sockets:
                Type: AWS::Serverless::WebSocketApi
                Properties:
                  RouteSelectionExpression: $request.body.action
                  Routes: {$default: {FunctionArn: !GetAtt Greeter.Arn}}
              Greeter:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: java25
                  Handler: a.Greeter
                  AutoPublishAlias: live
                  Environment:
                    Variables:
                      %s
            """;

    private Map<String, String> variables(String lines) throws IOException {
        var indented = String.join("\n          ", List.of(lines.split("\n")));
        return read(RESOURCES.formatted(indented)).functions().getFirst().environment();
    }

    private Template read(String yaml) throws IOException {
        return TemplateReader.read(Files.writeString(file(), yaml), Map.of(), PORTS);
    }

    private Path file() {
        return folder.resolve("template.yaml");
    }
}
