package dev.catalyst.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.agents.Observation.Written;
import dev.catalyst.knowledge.Lessons;
import dev.catalyst.lambda.Json;
import dev.catalyst.workspace.Change;
import dev.catalyst.workspace.Edit;
import dev.catalyst.workspace.Search;
import dev.catalyst.workspace.Workspace;
import dev.catalyst.workspace.Workspaces;
import dev.langchain4j.agent.tool.ToolSpecification;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The tools of one turn, on the files as the turn changes them. Whatever a model asks for, it gets
 * an answer: what is unknown, invalid or forbidden comes back as an error that says what to do.
 */
final class Toolbox {

    private static final int MOST_HITS = 100;
    private static final int LONGEST_QUERY = 10_000;
    private static final int MOST_PASSAGES = 5;
    private static final int LONGEST_PASSAGE = 1_800;
    private static final int MISSES_BEFORE_WHOLE_FILE = 2;

    private final Access access;
    private final Session session;
    private final Workspaces workspaces;
    private Workspace workspace;
    private Guards guards;

    Toolbox(Access access, Session session, Guards guards) {
        this.access = access;
        this.session = session;
        this.workspaces = session.workspaces();
        this.workspace = session.workspace();
        this.guards = guards;
    }

    List<ToolSpecification> specifications() {
        return access.tools().stream().sorted().map(Tool::specification).toList();
    }

    Workspace workspace() {
        return workspace;
    }

    /** The guards, with this turn's misses counted. */
    Guards guards() {
        return guards;
    }

    /** The tool of this name, if it is offered. */
    Optional<Tool> offered(String name) {
        return Tool.named(name).filter(access.tools()::contains);
    }

    Observation use(String name, String arguments) {
        Optional<Tool> tool = offered(name);
        if (tool.isEmpty()) {
            return Observation.error(
                    "there is no tool "
                            + name
                            + "; there are "
                            + access.tools().stream()
                                    .sorted()
                                    .map(Tool::wireName)
                                    .collect(Collectors.joining(", ", "", " and finish")));
        }
        JsonNode json;
        try {
            json = Json.tree(arguments.isBlank() ? "{}" : arguments);
        } catch (UncheckedIOException unreadable) {
            return Observation.error("the arguments of " + name + " are no JSON: write them again");
        }
        List<String> problems = tool.get().schema().problems(json);
        return problems.isEmpty()
                ? use(tool.get(), json)
                : Observation.error("the arguments of " + name + " are wrong: " + problems);
    }

    private Observation use(Tool tool, JsonNode json) {
        Record arguments;
        try {
            arguments = Json.MAPPER.treeToValue(json, tool.arguments());
        } catch (JsonProcessingException e) {
            return Observation.error("the arguments are wrong: " + e.getOriginalMessage());
        }
        return switch (arguments) {
            case Tool.ListFiles(String prefix) -> list(prefix == null ? "" : prefix);
            case Tool.ReadFile read -> read(read);
            case Tool.SearchFiles(String query, Boolean regex) ->
                    search(query, Boolean.TRUE.equals(regex));
            case Tool.WriteFile(String path, String content) -> write(path, content);
            case Tool.EditFile edit -> edit(edit);
            case Tool.SearchKnowledge(String query) -> know(query);
            default -> throw new IllegalStateException(tool + " is not used in the turn itself");
        };
    }

    private Observation list(String prefix) {
        String listing =
                workspace.files().entrySet().stream()
                        .filter(file -> file.getKey().startsWith(prefix))
                        .filter(file -> access.visible().test(file.getKey()))
                        .map(file -> file.getKey() + " (" + file.getValue().size() + " bytes)")
                        .collect(Collectors.joining("\n"));
        if (listing.isEmpty()) {
            String none =
                    prefix.isEmpty()
                            ? "There are no files yet."
                            : "No file's path begins with " + prefix;
            return Observation.found(none, none);
        }
        return Observation.data("list_files", listing, listing.lines().count() + " files");
    }

    private Observation read(Tool.ReadFile read) {
        String path = read.path();
        Optional<String> text = visibleText(path);
        if (text.isEmpty()) {
            return Observation.error("there is no text file " + path + "; list_files shows them");
        }
        List<String> lines = text.get().lines().toList();
        int from = read.fromLine() == null ? 1 : Math.max(1, read.fromLine());
        int to = read.toLine() == null ? lines.size() : Math.min(lines.size(), read.toLine());
        if (read.fromLine() == null && read.toLine() == null) {
            return Observation.data(path, text.get(), path + ", " + lines.size() + " lines");
        }
        String part = from > to ? "" : String.join("\n", lines.subList(from - 1, to));
        return Observation.data(
                path, part, path + ", lines " + from + " to " + to + " of " + lines.size());
    }

    private Observation search(String query, boolean regex) {
        try {
            Search search = regex ? Search.regex(query) : Search.literal(query);
            List<Search.Hit> hits =
                    workspaces.search(workspace, search, MOST_HITS).stream()
                            .filter(hit -> access.visible().test(hit.path()))
                            .toList();
            if (hits.isEmpty()) {
                String none = "Nothing matches " + query;
                return Observation.found(none, none);
            }
            return Observation.data(
                    "search_files",
                    hits.stream()
                            .map(hit -> hit.path() + ":" + hit.line() + ": " + hit.text())
                            .collect(Collectors.joining("\n")),
                    hits.size() + " lines match " + query);
        } catch (Search.Refused refused) {
            return Observation.error(String.valueOf(refused.getMessage()));
        }
    }

    private Observation write(String path, String content) {
        Optional<String> refusal = access.refusal().apply(path);
        if (refusal.isPresent()) {
            return Observation.error(path + " must not be written: " + refusal.get());
        }
        return switch (workspace.write(path, content)) {
            case Change.Refused(String reason) -> Observation.error(reason);
            case Change.Done done -> {
                workspace = done.workspace();
                guards = guards.withMisses(path, 0);
                long size = done.file().size();
                yield new Observation(
                        true,
                        "Wrote " + path + " (" + size + " bytes).",
                        "wrote " + path + ", " + size + " bytes",
                        new Written(path, done.file()));
            }
        };
    }

    private Observation edit(Tool.EditFile edit) {
        String path = edit.path();
        Optional<String> text = visibleText(path);
        if (text.isEmpty()) {
            return Observation.error("there is no text file " + path + "; list_files shows them");
        }
        int misses = guards.misses().getOrDefault(path, 0);
        return switch (Edit.of(text.get(), edit.oldText(), edit.newText())) {
            case Edit.Applied(String changed, int line) -> write(path, changed);
            case Edit.Missed(String message) ->
                    missed(path, misses + 1, "the edit misses.\n" + Outside.data(path, message));
            case Edit.Refused(String message) -> missed(path, misses + 1, message);
        };
    }

    private Observation missed(String path, int misses, String message) {
        guards = guards.withMisses(path, misses);
        return Observation.error(
                misses < MISSES_BEFORE_WHOLE_FILE
                        ? message
                        : message
                                + "\nThis is edit number "
                                + misses
                                + " of "
                                + path
                                + " that misses: write the whole file with write_file instead.");
    }

    /** The best passages, and plain words if there are none. */
    private Observation know(String query) {
        if (query.isBlank() || query.length() > LONGEST_QUERY) {
            return Observation.error(
                    "the query must have 1 to " + LONGEST_QUERY + " characters, not all blank");
        }
        Lessons.Found found = session.lessons(query, MOST_PASSAGES);
        if (found.nearest().isEmpty()) {
            String none =
                    found.searched() == 0
                            ? "The knowledge base is empty: no document was ingested, and no finished task has left a lesson. Go on without it."
                            : "Nothing in the knowledge base fits: no document was ingested, and none of the %d lessons of past tasks shares a word with the query."
                                    .formatted(found.searched());
            return Observation.found(none, none);
        }
        String passages =
                found.nearest().stream()
                        .map(
                                lesson ->
                                        Outside.prose(
                                                "lesson of task " + lesson.taskId(),
                                                Excerpt.of(lesson.text(), LONGEST_PASSAGE)))
                        .collect(Collectors.joining("\n"));
        return new Observation(
                true, passages, found.nearest().size() + " lessons of past tasks", null);
    }

    private Optional<String> visibleText(String path) {
        return access.visible().test(path) ? workspaces.text(workspace, path) : Optional.empty();
    }
}
