package dev.catalyst.agents;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

import dev.langchain4j.agent.tool.ToolSpecification;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an agent can do besides talking. Each has a record of its arguments. */
enum Tool {
    LIST_FILES(ListFiles.class, "Lists the project's files with their sizes."),
    READ_FILE(ReadFile.class, "Reads a file, or some of its lines."),
    SEARCH_FILES(SearchFiles.class, "Finds the lines in all files that match."),
    WRITE_FILE(WriteFile.class, "Writes a whole file: creates it, or replaces what it holds."),
    EDIT_FILE(
            EditFile.class,
            "Replaces one passage of a file. The passage must be given exactly and be unique."),
    SEARCH_KNOWLEDGE(
            SearchKnowledge.class,
            "Searches the knowledge base, which holds the lessons of past tasks, by words."),
    RUN_TESTS(RunTests.class, "Compiles the project, and runs its tests, in the sandbox.");

    /** The tool with which every agent ends; its arguments are the agent's typed answer. */
    static final String FINISH = "finish";

    record ListFiles(
            @JsonPropertyDescription("Only paths that begin with this; all if it is left out")
                    @Nullable String prefix) {}

    record ReadFile(
            String path,
            @JsonPropertyDescription("From this line, counted from 1") @Nullable Integer fromLine,
            @JsonPropertyDescription("To this line, inclusive") @Nullable Integer toLine) {}

    record SearchFiles(
            @JsonPropertyDescription("Text to find, or a regular expression") String query,
            @JsonPropertyDescription("Whether the query is a regular expression")
                    @Nullable Boolean regex) {}

    record WriteFile(String path, String content) {}

    record EditFile(
            String path,
            @JsonPropertyDescription("The exact present passage, with its line breaks and spaces")
                    String oldText,
            String newText) {}

    record SearchKnowledge(
            @JsonPropertyDescription("What to look for, in plain words") String query) {}

    record RunTests() {}

    private final Class<? extends Record> arguments;

    @SuppressWarnings("ImmutableEnumChecker") // nothing in it changes, it only lacks the annotation
    private final Schema schema;

    @SuppressWarnings("ImmutableEnumChecker") // as above
    private final ToolSpecification specification;

    Tool(Class<? extends Record> arguments, String description) {
        this.arguments = arguments;
        this.schema = Schema.of(arguments);
        this.specification =
                ToolSpecification.builder()
                        .name(wireName())
                        .description(description)
                        .parameters(schema.parameters())
                        .build();
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Tool> named(String name) {
        return Arrays.stream(values()).filter(tool -> tool.wireName().equals(name)).findFirst();
    }

    Class<? extends Record> arguments() {
        return arguments;
    }

    Schema schema() {
        return schema;
    }

    ToolSpecification specification() {
        return specification;
    }
}
