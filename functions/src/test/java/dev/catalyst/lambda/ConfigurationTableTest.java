package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The table in the code, {@code .env.example} and the specification say the same. */
class ConfigurationTableTest {

    private static final Path ROOT = root();
    private static final Path SPECIFICATION = ROOT.resolve("../shared/spec/config.md");
    private static final Pattern EXAMPLE = Pattern.compile("# ([A-Z][A-Z_]*)=(.*)");

    /** One row of the specification may name several variables. */
    private record Row(List<String> names, List<String> values) {}

    @Test
    void env_example_documents_every_variable_in_the_tables_order() throws IOException {
        assertThat(examples().keySet())
                .containsExactlyElementsOf(
                        Configuration.table().stream().map(Variable::name).toList());
    }

    @Test
    void env_example_shows_the_default_or_the_example() throws IOException {
        var shown = examples();
        for (var variable : Configuration.table()) {
            assertThat(shown.get(variable.name()))
                    .as(variable.name())
                    .isEqualTo(variable.byDefault().orElse(variable.example()));
        }
    }

    @Test
    void env_example_marks_what_is_a_default() throws IOException {
        var comment = "";
        for (var line : lines()) {
            var matcher = EXAMPLE.matcher(line);
            if (!matcher.matches()) {
                comment = line;
                continue;
            }
            var name = matcher.group(1);
            var byDefault = Variables.BY_NAME.get(name).byDefault().isPresent();
            assertThat(comment.endsWith("(default)"))
                    .as(name + " below: " + comment)
                    .isEqualTo(byDefault);
        }
    }

    @Test
    void everything_that_env_example_shows_can_be_used() throws IOException {
        assertThat(Configuration.problems(examples())).isEmpty();
    }

    @Test
    void the_specification_names_the_same_variables() throws IOException {
        assumeTrue(Files.exists(SPECIFICATION), "the specification is not beside the project");

        assertThat(rows().stream().flatMap(row -> row.names().stream()).toList())
                .containsExactlyInAnyOrderElementsOf(
                        Configuration.table().stream().map(Variable::name).toList());
    }

    @Test
    void the_specification_states_the_same_defaults() throws IOException {
        assumeTrue(Files.exists(SPECIFICATION), "the specification is not beside the project");

        for (var row : rows()) {
            var defaults =
                    row.names().stream()
                            .flatMap(name -> Variables.BY_NAME.get(name).byDefault().stream())
                            .toList();
            assertThat(defaults).as(row.names().toString()).isEqualTo(row.values());
        }
    }

    /** Tests run in the module's folder or in the project's. */
    private static Path root() {
        var here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve(".env.example")) ? here : here.getParent();
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(ROOT.resolve(".env.example"));
    }

    private static Map<String, String> examples() throws IOException {
        var shown = new LinkedHashMap<String, String>();
        for (var line : lines()) {
            var matcher = EXAMPLE.matcher(line);
            if (matcher.matches()) {
                assertThat(shown.put(matcher.group(1), matcher.group(2))).as(line).isNull();
            }
        }
        return shown;
    }

    private static List<Row> rows() throws IOException {
        var rows = new ArrayList<Row>();
        for (var line : Files.readAllLines(SPECIFICATION)) {
            var cells = line.split("\\|", -1);
            if (cells.length > 3 && cells[1].strip().matches("[A-Z].*")) {
                rows.add(new Row(names(cells[1]), values(cells[2])));
            }
        }
        assertThat(rows).hasSizeGreaterThan(10);
        return rows;
    }

    private static List<String> names(String cell) {
        var names = new ArrayList<String>();
        for (var name : Rules.items(cell)) {
            if (name.equals("LLM_MODEL_<AGENT>")) {
                List.of("PLANNER", "ARCHITECT", "CODER", "TESTER", "REVIEWER", "DEPLOYER")
                        .forEach(agent -> names.add("LLM_MODEL_" + agent));
            } else {
                names.add(name);
            }
        }
        return names;
    }

    /** A cell that explains ("bedrock on AWS, offline locally") states no values. */
    private static List<String> values(String cell) {
        var items = Rules.items(cell).stream().filter(item -> !item.isEmpty()).toList();
        return items.stream().anyMatch(item -> item.contains(" ")) ? List.of() : items;
    }
}
