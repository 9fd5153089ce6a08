package dev.catalyst.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads template.yaml; throws {@link TemplateException} at what this host does not serve. */
public final class TemplateReader {

    /** Types that change nothing on one machine. */
    static final Set<String> IGNORED =
            Set.of(
                    "AWS::Budgets::Budget",
                    "AWS::CloudWatch::Alarm",
                    "AWS::CloudWatch::CompositeAlarm",
                    "AWS::CloudWatch::Dashboard",
                    "AWS::EC2::RouteTable",
                    "AWS::EC2::SecurityGroup",
                    "AWS::EC2::Subnet",
                    "AWS::EC2::SubnetRouteTableAssociation",
                    "AWS::EC2::VPC",
                    "AWS::EC2::VPCEndpoint",
                    "AWS::IAM::ManagedPolicy",
                    "AWS::IAM::Policy",
                    "AWS::IAM::Role",
                    "AWS::KMS::Alias",
                    "AWS::KMS::Key",
                    "AWS::Lambda::LayerVersion",
                    "AWS::Lambda::Permission",
                    "AWS::Logs::LogGroup",
                    "AWS::Logs::MetricFilter",
                    "AWS::Logs::ResourcePolicy",
                    "AWS::S3::BucketPolicy",
                    "AWS::SNS::Subscription",
                    "AWS::SNS::Topic",
                    "AWS::SNS::TopicPolicy",
                    "AWS::SQS::QueuePolicy",
                    "AWS::Serverless::LayerVersion",
                    "AWS::XRay::Group",
                    "AWS::XRay::SamplingRule");

    private static final String TRANSFORM = "AWS::Serverless-2016-10-31";

    private final Path root;
    private final JsonNode document;
    private final Names names;

    private TemplateReader(Path root, JsonNode document, Map<String, String> values, Ports ports) {
        this.root = root;
        this.document = document;
        this.names = new Names(document, parameters(document, values), ports);
    }

    /**
     * Reads {@code file}; a parameter {@code MaxConcurrentTasks} takes its value from {@code
     * MAX_CONCURRENT_TASKS} of {@code values}, else its default.
     */
    public static Template read(Path file, Map<String, String> values, Ports ports) {
        try {
            var document = Yaml.read(Files.readString(file));
            var root = file.toAbsolutePath().getParent();
            return new TemplateReader(root, document, values, ports).template();
        } catch (NoSuchFileException e) {
            throw new TemplateException(file.toString(), "no such file; run this in the project");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Template template() {
        checkSections();
        var functions = new FunctionReader(document.path("Globals"), names);
        var apis = new ApiReader(names);
        var data = new DataReader(names);
        var machines = new MachineReader(root, names);
        for (var resource : document.path("Resources").properties()) {
            var id = resource.getKey();
            var place = "Resources." + id;
            var condition = resource.getValue().path("Condition").asText();
            if (!condition.isEmpty() && !names.intrinsics().holds(condition, place)) {
                continue;
            }
            var properties =
                    new Block(
                            place + ".Properties",
                            resource.getValue().path("Properties"),
                            names.intrinsics());
            var type = resource.getValue().path("Type").asText();
            switch (type) {
                case "AWS::Serverless::Function" -> functions.function(id, properties);
                case "AWS::Serverless::HttpApi" -> apis.http(id, properties);
                case "AWS::Serverless::WebSocketApi" -> apis.webSocket(id, properties);
                case "AWS::DynamoDB::Table" -> data.table(id, properties);
                case "AWS::S3::Bucket" -> data.bucket(id, properties);
                case "AWS::SQS::Queue" -> data.queue(id, properties);
                case "AWS::Serverless::StateMachine" -> machines.machine(id, properties);
                case "AWS::Events::Rule" -> machines.rule(id, properties);
                default -> {
                    if (!IGNORED.contains(type)) {
                        throw new TemplateException(
                                place, "the local host does not serve the type " + type);
                    }
                }
            }
        }
        var events = functions.events().joinedWith(machines.events());
        return new Template(
                functions.functions(),
                apis.httpApis(functions.events().routes()),
                apis.webSocketApis(),
                data.tables(),
                data.buckets(),
                data.queues(),
                machines.machines(),
                events.rules(),
                events.schedules(),
                functions.events().sources(),
                outputs());
    }

    private void checkSections() {
        var known =
                Set.of(
                        "AWSTemplateFormatVersion",
                        "Transform",
                        "Description",
                        "Metadata",
                        "Parameters",
                        "Rules",
                        "Mappings",
                        "Conditions",
                        "Globals",
                        "Resources",
                        "Outputs");
        document.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!known.contains(name)) {
                                throw new TemplateException(name, "not a section of a template");
                            }
                        });
        var transform = document.path("Transform");
        if (!transform.isMissingNode() && !transform.asText().equals(TRANSFORM)) {
            throw new TemplateException("Transform", "only " + TRANSFORM + " is served locally");
        }
        document.path("Globals")
                .fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!name.equals("Function")) {
                                throw new TemplateException(
                                        "Globals." + name, "only Function is served locally");
                            }
                        });
    }

    private Map<String, String> outputs() {
        var outputs = new LinkedHashMap<String, String>();
        for (var output : document.path("Outputs").properties()) {
            var place = "Outputs." + output.getKey();
            var condition = output.getValue().path("Condition").asText();
            if (condition.isEmpty() || names.intrinsics().holds(condition, place)) {
                var value = names.intrinsics().resolve(output.getValue().path("Value"), place);
                outputs.put(output.getKey(), value.asText());
            }
        }
        return outputs;
    }

    private static Map<String, JsonNode> parameters(JsonNode document, Map<String, String> values) {
        var parameters = new HashMap<String, JsonNode>();
        for (var parameter : document.path("Parameters").properties()) {
            var name = parameter.getKey();
            var declared = parameter.getValue();
            var value = values.get(variable(name));
            if (value == null && !declared.has("Default")) {
                throw new TemplateException(
                        "Parameters." + name, "has no default; set " + variable(name));
            }
            var text = value == null ? declared.get("Default").asText() : value;
            checkAllowed(name, declared.path("AllowedValues"), text);
            parameters.put(name, typed(declared.path("Type").asText(), text));
        }
        return parameters;
    }

    private static JsonNode typed(String type, String text) {
        if (!type.equals("CommaDelimitedList") && !type.startsWith("List<")) {
            return TextNode.valueOf(text);
        }
        var list = JsonNodeFactory.instance.arrayNode();
        for (var item : text.split(",", -1)) {
            list.add(item.strip());
        }
        return list;
    }

    private static void checkAllowed(String name, JsonNode allowed, String text) {
        List<String> values = new ArrayList<>();
        allowed.forEach(each -> values.add(each.asText()));
        if (!values.isEmpty() && !values.contains(text)) {
            throw new TemplateException(
                    "Parameters." + name,
                    "%s is \"%s\", not one of %s".formatted(variable(name), text, values));
        }
    }

    /** {@code DefaultLlmModel} is DEFAULT_LLM_MODEL in the configuration. */
    private static String variable(String parameter) {
        return parameter
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_")
                .toUpperCase(Locale.ROOT);
    }
}
