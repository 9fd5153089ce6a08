package dev.catalyst.local.template;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Templates that the local host cannot serve, and what is said of them. */
class TemplateRefusalTest {

    private static final Ports PORTS = Ports.from(8001);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Resources: {X: {Type: AWS::ECS::Cluster}} | Resources.X: the local host does not serve the type AWS::ECS::Cluster
                    Resources: {X: {Type: AWS::SQS::Queue, Properties: {MaximumMessageSize: 1}}} | Resources.X.Properties.MaximumMessageSize: the local host does not serve this property
                    Resources: {X: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Y}}} | Resources.X.Properties.QueueName: no parameter or resource is called Y
                    Resources: {X: {Type: AWS::SQS::Queue, Properties: {QueueName: !ImportValue y}}} | Resources.X.Properties.QueueName: Fn::ImportValue is not served locally
                    Resources: {X: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref X}}} | Resources.X.Properties.QueueName: the name refers to itself
                    Resources: {X: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: soon}}} | Resources.X.Properties.VisibilityTimeout: a number was expected, not soon
                    Resources: {X: {Type: AWS::SQS::Queue, Condition: No}} | Resources.X: no condition is called No
                    Resources: {X: {Type: AWS::Serverless::Function, Properties: {Handler: a, Runtime: python3.13}}} | Resources.X.Properties.Runtime: the local host runs Java handlers only, not python3.13
                    Resources: {X: {Type: AWS::Serverless::Function, Properties: {Handler: a, Runtime: java25, Events: {E: {Type: SNS, Properties: {}}}}}} | Resources.X.Properties.Events.E: the local host does not serve events of type SNS
                    Resources: {X: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: nowhere.json}}} | Resources.X.Properties.DefinitionUri: no such file
                    Resources: {X: {Type: AWS::Serverless::HttpApi, Properties: {Auth: {Authorizers: {A: {AuthorizerPayloadFormatVersion: 1.0}}}}}} | Resources.X.Properties.Auth.Authorizers.A.AuthorizerPayloadFormatVersion: only 2.0 is served locally
                    Resources: {X: {Type: AWS::Serverless::WebSocketApi, Properties: {RouteSelectionExpression: $request.body.action, Auth: {AuthType: AWS_IAM}}}} | Resources.X.Properties.Auth.AuthType: only CUSTOM is served locally
                    Ressources: {} | Ressources: not a section of a template
                    Parameters: {NeedsIt: {Type: String}} | Parameters.NeedsIt: has no default; set NEEDS_IT
                    """)
    void what_is_not_served_is_refused_by_name_and_place(String yaml, String message)
            throws IOException {
        Files.writeString(file(), yaml);

        assertThatThrownBy(() -> TemplateReader.read(file(), Map.of(), PORTS))
                .isInstanceOf(TemplateException.class)
                .hasMessageStartingWith("template.yaml: " + message);
    }

    @Test
    void broken_yaml_is_refused_with_its_line() throws IOException {
        Files.writeString(file(), "Resources:\n  A: [\n");

        assertThatThrownBy(() -> TemplateReader.read(file(), Map.of(), PORTS))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("line 3");
    }

    @Test
    void a_key_that_stands_twice_is_refused() throws IOException {
        Files.writeString(
                file(), "Resources:\n  A: {Type: AWS::SQS::Queue}\n  A: {Type: AWS::SQS::Queue}\n");

        assertThatThrownBy(() -> TemplateReader.read(file(), Map.of(), PORTS))
                .hasMessage("template.yaml: line 3: A stands here twice");
    }

    private Path file() {
        return folder.resolve("template.yaml");
    }
}
