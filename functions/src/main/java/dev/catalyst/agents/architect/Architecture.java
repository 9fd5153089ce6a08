package dev.catalyst.agents.architect;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

import dev.catalyst.workspace.Language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the application is made of: every file has one component that owns it. */
public record Architecture(
        Language runtime,
        List<Component> components,
        @JsonPropertyDescription("The shell command that runs all tests") String testCommand,
        @JsonPropertyDescription(
                        "The shell command that starts the application on the port of the variable PORT")
                String runCommand) {

    /** Name of the artifact. */
    public static final String NAME = "architecture";

    /** So that a task's turns stay below the 25,000 events of an execution's history. */
    private static final int MOST_COMPONENTS = 24;

    /** A part that one coder writes. */
    public record Component(
            @JsonPropertyDescription("Short, of letters, digits and hyphens, such as storage")
                    String id,
            String purpose,
            @JsonPropertyDescription("Paths of the files that this component alone writes")
                    List<String> files,
            @JsonPropertyDescription(
                            "Names, signatures, routes and formats that other components and tests"
                                    + " rely on")
                    String contracts,
            @JsonPropertyDescription("Ids of the components that it builds on")
                    List<String> dependsOn) {

        public Component {
            files = List.copyOf(files);
            dependsOn = List.copyOf(dependsOn);
        }
    }

    public Architecture {
        components = List.copyOf(components);
    }

    public Optional<Component> component(String id) {
        return components.stream().filter(component -> component.id().equals(id)).findFirst();
    }

    /** The id of the component that owns the file, if one does. */
    public Optional<String> owner(String path) {
        return components.stream()
                .filter(component -> component.files().contains(path))
                .map(Component::id)
                .findFirst();
    }

    /** What is wrong with the architecture, for its author to read. */
    public List<String> problems() {
        var problems = new ArrayList<String>();
        if (components.isEmpty()) {
            problems.add("components is empty: give at least one");
        }
        if (components.size() > MOST_COMPONENTS) {
            problems.add(
                    "there are "
                            + components.size()
                            + " components: join them to at most "
                            + MOST_COMPONENTS);
        }
        if (testCommand.isBlank() || runCommand.isBlank()) {
            problems.add("test_command and run_command must not be blank");
        }
        var ids = new HashSet<String>();
        for (Component component : components) {
            if (!component.id().matches("[A-Za-z0-9][A-Za-z0-9-]{0,39}")) {
                problems.add(
                        "the component id '"
                                + component.id()
                                + "' must have 1 to 40 letters, digits and hyphens");
            }
            if (component.id().startsWith("repair-")) {
                problems.add("component ids that begin with repair- are taken");
            }
            if (!ids.add(component.id())) {
                problems.add("the component id " + component.id() + " is used twice");
            }
            if (component.files().isEmpty()) {
                problems.add("component " + component.id() + " owns no file");
            }
        }
        problems.addAll(sharedFiles());
        problems.addAll(unknownDependencies(ids));
        if (problems.isEmpty() && Waves.of(dependencies()).isEmpty()) {
            problems.add("depends_on has a cycle: order the components so that none needs itself");
        }
        return problems;
    }

    /** Each component's id with those that it builds on. */
    public Map<String, List<String>> dependencies() {
        var all = new java.util.LinkedHashMap<String, List<String>>();
        components.forEach(component -> all.put(component.id(), component.dependsOn()));
        return all;
    }

    private List<String> sharedFiles() {
        var owners = new HashMap<String, String>();
        var problems = new ArrayList<String>();
        for (Component component : components) {
            for (String path : component.files()) {
                String other = owners.putIfAbsent(path, component.id());
                if (other != null) {
                    problems.add(
                            "the file "
                                    + path
                                    + " belongs to "
                                    + other
                                    + " and to "
                                    + component.id());
                }
            }
        }
        return problems;
    }

    private List<String> unknownDependencies(HashSet<String> ids) {
        var problems = new ArrayList<String>();
        for (Component component : components) {
            component.dependsOn().stream()
                    .filter(other -> !ids.contains(other))
                    .forEach(
                            other ->
                                    problems.add(
                                            component.id()
                                                    + " depends on the unknown component "
                                                    + other));
        }
        return problems;
    }
}
