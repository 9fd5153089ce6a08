package dev.catalyst.local.template;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Reads state machines and EventBridge rules. */
final class MachineReader {

    private final Path root;
    private final Names names;
    private final List<StateMachine> machines = new ArrayList<>();
    private final Events events = Events.none();

    MachineReader(Path root, Names names) {
        this.root = root;
        this.names = names;
    }

    List<StateMachine> machines() {
        return machines;
    }

    Events events() {
        return events;
    }

    void machine(String id, Block properties) {
        var type = properties.text("Type").orElse("STANDARD");
        if (!type.equals("STANDARD")) {
            throw new TemplateException(
                    properties.place() + ".Type", "only STANDARD machines are served locally");
        }
        var name = names.physicalName(id);
        properties.ignore("Name", "Logging", "Tracing", "Policies", "Role", "Tags", "RolePath");
        properties.ignore("PropagateTags", "PermissionsBoundary", "AutoPublishAlias");
        properties.ignore("DeploymentPreference");
        machines.add(
                new StateMachine(
                        name,
                        Definitions.read(
                                root.resolve(properties.requireText("DefinitionUri")),
                                properties.textMap("DefinitionSubstitutions"),
                                properties.place() + ".DefinitionUri")));
        properties.members("Events").forEach((event, block) -> event(id + event, name, block));
        properties.close();
    }

    void rule(String id, Block properties) {
        var name = properties.text("Name").orElse(id);
        properties.ignore("Description", "RoleArn", "Tags");
        var expression = properties.text("ScheduleExpression");
        var rule = RuleReader.rule(name, properties);
        if (expression.isPresent()) {
            for (var target : rule.targets()) {
                events.schedules()
                        .add(
                                new Schedule(
                                        name,
                                        expression.get(),
                                        ZoneOffset.UTC,
                                        rule.enabled(),
                                        target));
            }
        }
        if (!rule.pattern().isMissingNode()) {
            events.rules().add(rule);
        }
        properties.close();
    }

    private void event(String resource, String machine, Block event) {
        var type = event.requireText("Type");
        var properties =
                event.block("Properties")
                        .orElseThrow(() -> new TemplateException(event.place(), "no Properties"));
        var target = RuleReader.target(Target.Kind.STATE_MACHINE, machine, properties);
        switch (type) {
            case "EventBridgeRule", "CloudWatchEvent" ->
                    events.rules().add(RuleReader.rule(resource, properties, target));
            case "Schedule", "ScheduleV2" ->
                    events.schedules().add(RuleReader.schedule(resource, properties, target));
            default ->
                    throw new TemplateException(
                            event.place(), "the local host does not serve events of type " + type);
        }
        properties.close();
        event.close();
    }
}
