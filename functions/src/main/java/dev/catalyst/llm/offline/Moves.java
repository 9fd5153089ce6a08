package dev.catalyst.llm.offline;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.llm.UnsupportedPrompt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What each agent does next, given what it was told and what it has done. */
final class Moves {

    private static final int FILES_PER_TURN = 8;
    private static final int TRIES = 2;

    private static final String UNSUPPORTED =
            "The offline generator cannot read this prompt. It is no language model: it reads prompts that name things and"
                    + " their fields, such as \"Build a recipe book with title, ingredients, minutes and rating\" or"
                    + " \"Build an app for books and authors\". For any other prompt set up a real model:"
                    + " DEFAULT_LLM_PROVIDER=anthropic with ANTHROPIC_API_KEY, openai with OPENAI_API_KEY (OPENAI_BASE_URL for a"
                    + " compatible server), google with GOOGLE_API_KEY, ollama with OLLAMA_BASE_URL, or bedrock with AWS"
                    + " credentials.";

    private final Conversation conversation;

    Moves(Conversation conversation) {
        this.conversation = conversation;
    }

    Move plan() {
        var blueprint =
                conversation
                        .block("task_prompt")
                        .flatMap(PromptReader::read)
                        .orElseThrow(() -> new UnsupportedPrompt(UNSUPPORTED));
        var acceptance = new Acceptance(blueprint);
        return Move.finish(
                "I understood: " + blueprint.words() + ".",
                Map.of(
                        "goal",
                        "I understood: a small web application that keeps \""
                                + blueprint.words()
                                + "\".",
                        "assumptions",
                        assumptions(),
                        "requirements",
                        acceptance.requirements(),
                        "criteria",
                        acceptance.criteria().stream()
                                .map(
                                        criterion ->
                                                Map.of(
                                                        "id", criterion.id(),
                                                        "requirement", criterion.requirement(),
                                                        "text", criterion.text()))
                                .toList(),
                        "risks",
                        risks()));
    }

    private static List<String> assumptions() {
        return List.of(
                "The plan comes from the offline generator (mode: simulated), which is no language model: it took the things,"
                        + " their fields and the fields' kinds from the words of the prompt. If it understood something"
                        + " else than you meant, write the prompt anew: \"(food, travel)\" after a field gives its choices,"
                        + " \"(integer)\", \"(decimal)\", \"(date)\", \"(boolean)\" or \"(text)\" its kind.",
                "All fields are required; text may be empty. Each thing gets an id from the application.",
                "One person uses the application, on one machine: it listens on loopback only and asks for no password.");
    }

    private static List<String> risks() {
        return List.of(
                "What the prompt asks for besides things and their fields is not built.",
                "All data is held in memory: millions of entries need a database instead.");
    }

    Move design() {
        var blueprint = blueprint();
        return Move.finish(
                "Five components in three waves; the JDK alone runs them.",
                ordered(
                        "runtime",
                        "java",
                        "components",
                        new Design(blueprint)
                                .components().stream()
                                        .map(
                                                component ->
                                                        ordered(
                                                                "id", component.id(),
                                                                "purpose", component.purpose(),
                                                                "files", component.files(),
                                                                "contracts", component.contracts(),
                                                                "depends_on",
                                                                        component.dependsOn()))
                                        .toList(),
                        "test_command",
                        Design.TEST,
                        "run_command",
                        Design.RUN));
    }

    Move code() {
        var design = new Design(blueprint());
        var component = conversation.block("component").orElse("");
        var files = new LinkedHashMap<String, String>();
        design.components().stream()
                .filter(each -> each.id().equals(component) || !isPlanned(design, component))
                .flatMap(each -> each.files().stream())
                .forEach(path -> files.put(path, design.file(path)));
        return writing(files)
                .orElseGet(
                        () ->
                                Move.finish(
                                        "The component " + component + " is written.",
                                        Map.of(
                                                "summary",
                                                "Wrote "
                                                        + String.join(", ", files.keySet())
                                                        + ".")));
    }

    /** A component that the architecture does not name is a repair: it may touch all files. */
    private static boolean isPlanned(Design design, String component) {
        return design.components().stream().anyMatch(each -> each.id().equals(component));
    }

    Move test() {
        var blueprint = blueprint();
        var acceptance = new Acceptance(blueprint);
        return writing(new Design(blueprint).tests(acceptance))
                .orElseGet(
                        () ->
                                Move.finish(
                                        "Every criterion has a test.",
                                        Map.of(
                                                "summary",
                                                "Wrote "
                                                        + acceptance.criteria().size()
                                                        + " acceptance tests that use the application over HTTP, one for each criterion.",
                                                "tests",
                                                acceptance.criteria().stream()
                                                        .map(
                                                                criterion ->
                                                                        Map.of(
                                                                                "criterion",
                                                                                        criterion
                                                                                                .id(),
                                                                                "test",
                                                                                        criterion
                                                                                                .test()))
                                                        .toList())));
    }

    /** Writes the files that are not yet written, some in each turn; empty if all are. */
    private Optional<Move> writing(Map<String, String> files) {
        var next =
                files.entrySet().stream()
                        .filter(file -> isToBeWritten(file.getKey()))
                        .limit(FILES_PER_TURN)
                        .toList();
        return next.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Move(
                                "Writing "
                                        + String.join(
                                                ", ", next.stream().map(Map.Entry::getKey).toList())
                                        + ".",
                                next.stream()
                                        .map(file -> Move.Use.write(file.getKey(), file.getValue()))
                                        .toList()));
    }

    /** A refused file is tried once more; then the sandbox's verdict tells what is missing. */
    private boolean isToBeWritten(String path) {
        var tries =
                conversation.calls().stream()
                        .filter(call -> call.tool().equals("write_file"))
                        .filter(call -> call.arguments().path("path").asText().equals(path))
                        .toList();
        return tries.stream().allMatch(Conversation.Call::failed) && tries.size() < TRIES;
    }

    Move review() {
        var read =
                conversation.calls().stream()
                        .filter(call -> call.tool().equals("read_file"))
                        .toList();
        var seen = read.stream().map(call -> call.arguments().path("path").asText()).toList();
        var unread =
                paths().stream()
                        .filter(path -> !seen.contains(path))
                        .limit(FILES_PER_TURN)
                        .toList();
        return unread.isEmpty()
                ? new Verdict(conversation.json("plan"), conversation.json("report"), read).move()
                : new Move(
                        "Reading what was written.", unread.stream().map(Move.Use::read).toList());
    }

    private List<String> paths() {
        var paths = new ArrayList<String>();
        conversation
                .json("architecture")
                .ifPresent(
                        architecture ->
                                elements(architecture.path("components"))
                                        .forEach(
                                                component ->
                                                        elements(component.path("files"))
                                                                .forEach(
                                                                        path ->
                                                                                paths.add(
                                                                                        path
                                                                                                .asText()))));
        return paths;
    }

    Move deploy() {
        return Move.finish(
                "The application starts with the JDK alone; its page is the smoke test.",
                Map.of(
                        "summary",
                        "A web application with its page at / and its API below /api/, made by the offline generator (mode: simulated). Start: "
                                + Design.RUN,
                        "smoke",
                        Map.of("path", "/")));
    }

    /** What was understood, as the plan or the architecture says it; else as the prompt does. */
    private Blueprint blueprint() {
        return conversation
                .json("plan")
                .flatMap(plan -> Blueprint.find(plan.path("goal").asText()))
                .or(this::designed)
                .or(() -> conversation.block("task_prompt").flatMap(PromptReader::read))
                .orElseThrow(() -> new UnsupportedPrompt(UNSUPPORTED));
    }

    private Optional<Blueprint> designed() {
        return conversation.json("architecture").stream()
                .flatMap(architecture -> elements(architecture.path("components")).stream())
                .map(component -> Blueprint.find(component.path("contracts").asText()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
