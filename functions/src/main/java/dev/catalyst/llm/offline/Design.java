package dev.catalyst.llm.offline;

import dev.catalyst.llm.offline.Blueprint.Entity;
import dev.catalyst.llm.offline.Blueprint.Field;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The components of every generated application, and the files in them. */
final class Design {

    /**
     * A shell line that starts the application with a JDK alone, of whatever version from 17 on.
     */
    static final String RUN = "java Start.java";

    static final String TEST = "mvn test";

    private static final String SOURCES = "src/main/java/app/";
    private static final String TESTS = "src/test/java/app/";

    /** A part of the application that one coder writes. */
    record Component(
            String id,
            String purpose,
            List<String> files,
            String contracts,
            List<String> dependsOn) {
        Component {
            files = List.copyOf(files);
            dependsOn = List.copyOf(dependsOn);
        }
    }

    private final Blueprint blueprint;

    Design(Blueprint blueprint) {
        this.blueprint = blueprint;
    }

    List<Component> components() {
        return List.of(
                new Component(
                        "json",
                        "Reads and writes JSON with the JDK alone; hostile input cannot hurt it.",
                        sources("Json"),
                        "app.Json: static Object read(String) throws Json.Malformed; static String write(Object)."
                                + " Objects are Map<String, Object> in their order, arrays List, text String, whole numbers Long,"
                                + " other numbers BigDecimal, then Boolean and null.",
                        List.of()),
                new Component(
                        "model",
                        "The kinds of things that are kept, their fields and the rules for values.",
                        sources("Field", "Resource", "Catalog"),
                        "app.Catalog.RESOURCES holds \""
                                + blueprint.words()
                                + "\". app.Resource(path, one, many, fields) has List<Problem> problems(Object body);"
                                + " Resource.Problem(field, message). JSON names are the fields' words in snake_case.",
                        List.of()),
                new Component(
                        "store",
                        "Keeps everything in a journal that survives kill -9, and in memory to read.",
                        sources("Journal", "Store"),
                        "app.Store.open(Path folder): all(kind), find(kind, id), add(kind, value), replace(kind, id, value),"
                                + " remove(kind, id), close(); safe for concurrent use. The data is <folder>/journal.jsonl, a JSON"
                                + " object a line; a torn last line is dropped.",
                        List.of("json")),
                new Component(
                        "page",
                        "The page at /, its script and style, and the answers that carry them.",
                        sources("Answer", "Page", "Script", "Style"),
                        "app.Page.answer(method, path) gives / (HTML: a <section data-path> with form and table for each kind"
                                + " of thing), /page.js and /page.css as app.Answer(status, type, body, headers); all else 404.",
                        List.of("json", "model")),
                new Component(
                        "server",
                        "The JSON API, the server on loopback, and how to start and test it all.",
                        server(),
                        contracts(),
                        List.of("json", "model", "store", "page")));
    }

    private static List<String> server() {
        var files = new ArrayList<>(sources("Api", "App"));
        files.add("Start.java");
        files.add("README.md");
        files.add("pom.xml");
        return files;
    }

    private static List<String> sources(String... classes) {
        return Arrays.stream(classes).map(name -> SOURCES + name + ".java").toList();
    }

    private String contracts() {
        var routes =
                blueprint.entities().stream()
                        .map(entity -> "/api/" + entity.path())
                        .collect(Collectors.joining(", "));
        return "app.App: static App start(int port, Path folder) throws IOException (port 0: any free one), int port(), close()."
                + " Routes: "
                + routes
                + " (GET 200 {\"items\": [...]}, POST 201 with id), each with /<id> (GET 200, PUT 200, DELETE 204)."
                + " Refusals: 400 {\"errors\": [{\"field\", \"message\"}]}, 404, 405 with Allow, 413."
                + " The port comes from PORT, the folder of the data from DATA_DIR (default: data).";
    }

    /** The content of a component's file. */
    String file(String path) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        return Templates.render("app/" + name, values());
    }

    private Map<String, String> values() {
        return Map.of(
                "resources",
                blueprint.entities().stream()
                        .map(Design::resource)
                        .collect(Collectors.joining(",\n")),
                "title",
                capital(Blueprint.listed(plurals())),
                "things",
                Blueprint.listed(plurals()),
                "understood",
                blueprint.entities().stream()
                        .map(entity -> "- " + escaped(entity.words()))
                        .collect(Collectors.joining("\n")),
                "run",
                RUN,
                "api",
                blueprint.entities().stream()
                        .map(Design::routes)
                        .collect(Collectors.joining("\n")));
    }

    private List<String> plurals() {
        return blueprint.entities().stream().map(Entity::plural).toList();
    }

    /** Choices come from the prompt: they must not become mark-up of the README. */
    private static String escaped(String words) {
        return words.replaceAll("([\\\\<>\\[\\]_*`#|!])", "\\\\$1");
    }

    private static String routes(Entity entity) {
        var path = "/api/" + entity.path();
        var one = entity.singular();
        return String.join(
                "\n",
                "| `GET " + path + "` | 200 `{\"items\": [...]}` |",
                "| `POST " + path + "` | 201, the new " + one + " with its `id` |",
                "| `GET " + path + "/<id>` | 200, or 404 |",
                "| `PUT " + path + "/<id>` | 200, the whole " + one + " replaced |",
                "| `DELETE " + path + "/<id>` | 204 |");
    }

    private static String resource(Entity entity) {
        var indent = " ".repeat(20);
        return " ".repeat(16)
                + "new Resource(\n"
                + indent
                + Stream.of(entity.path(), entity.singular(), entity.plural())
                        .map(Templates::javaString)
                        .collect(Collectors.joining(",\n" + indent))
                + ",\n"
                + indent
                + "List.of(\n"
                + entity.fields().stream()
                        .map(field -> " ".repeat(24) + field(field))
                        .collect(Collectors.joining(",\n"))
                + "))";
    }

    private static String field(Field field) {
        var name = Templates.javaString(field.name());
        return switch (field.kind()) {
            case Kind.Text text -> "Field.text(" + name + ")";
            case Kind.WholeNumber number when number.isBounded() ->
                    "Field.wholeNumber("
                            + name
                            + ", "
                            + number.least()
                            + "L, "
                            + number.most()
                            + "L)";
            case Kind.WholeNumber number -> "Field.wholeNumber(" + name + ")";
            case Kind.Decimal decimal -> "Field.decimal(" + name + ")";
            case Kind.Date date -> "Field.date(" + name + ")";
            case Kind.YesOrNo yesOrNo -> "Field.yesOrNo(" + name + ")";
            case Kind.OneOf(var choices) ->
                    choices.stream()
                            .map(Templates::javaString)
                            .collect(Collectors.joining(", ", "Field.oneOf(" + name + ", ", ")"));
            case Kind.OneOfNumbers(var choices) ->
                    choices.stream()
                            .map(choice -> choice + "L")
                            .collect(Collectors.joining(", ", "Field.oneOf(" + name + ", ", ")"));
        };
    }

    /** The acceptance tests by path. */
    Map<String, String> tests(Acceptance acceptance) {
        var files = new LinkedHashMap<String, String>();
        files.put(TESTS + "RunningApp.java", Templates.render("tests/RunningApp.java", Map.of()));
        for (var part : acceptance.parts()) {
            files.put(TESTS + part.testClass() + ".java", entityTest(part));
        }
        files.put(TESTS + "ApplicationTest.java", wholeTest(acceptance));
        return files;
    }

    private static String entityTest(Acceptance.Part part) {
        var entity = part.entity();
        var values = new LinkedHashMap<>(Acceptance.ids(part.criteria()));
        values.put("class", part.testClass());
        values.put("path", inJava("/api/" + entity.path()));
        values.put("one", Templates.javaString(Samples.one(entity)));
        values.put("other", Templates.javaString(Samples.other(entity)));
        values.put("stranger", inJava(stranger(entity)));
        values.put(
                "samples",
                entity.fields().stream().map(Design::wrong).collect(Collectors.joining(",\n")));
        return Templates.render("tests/ResourceTest.java", values);
    }

    private static String stranger(Entity entity) {
        var name = new StringBuilder("surprise");
        while (entity.fields().stream().anyMatch(field -> field.name().contentEquals(name))) {
            name.append("_surprise");
        }
        return name.toString();
    }

    private static String wrong(Field field) {
        return " ".repeat(20)
                + "Map.entry("
                + Templates.javaString(field.name())
                + ", "
                + Samples.wrong(field).stream()
                        .map(Templates::javaString)
                        .collect(Collectors.joining(", ", "List.of(", "))"));
    }

    private String wholeTest(Acceptance acceptance) {
        var text = Acceptance.text(blueprint);
        var entity = text.map(Map.Entry::getKey).orElse(blueprint.entities().getFirst());
        var values = new LinkedHashMap<>(Acceptance.ids(acceptance.whole()));
        values.put("path", inJava("/api/" + entity.path()));
        values.put("one", Templates.javaString(Samples.one(entity)));
        values.put(
                "paths",
                blueprint.entities().stream()
                        .map(each -> Templates.javaString("/api/" + each.path()))
                        .collect(Collectors.joining(", ")));
        values.put("kinds", Integer.toString(blueprint.entities().size()));
        values.put("textField", inJava(text.map(Map.Entry::getValue).orElse("")));
        values.put(
                "textTest",
                text.isPresent() ? Templates.render("tests/verbatim.java", values) : "");
        return Templates.render("tests/ApplicationTest.java", values);
    }

    /** As it stands between the quotes of a Java string. */
    private static String inJava(String text) {
        var literal = Templates.javaString(text);
        return literal.substring(1, literal.length() - 1);
    }

    private static String capital(String words) {
        int first = words.offsetByCodePoints(0, 1);
        return words.substring(0, first).toUpperCase(Locale.ROOT) + words.substring(first);
    }
}
