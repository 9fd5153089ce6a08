package dev.catalyst.llm.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.llm.Tags;
import dev.catalyst.llm.UnsupportedPrompt;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.output.FinishReason;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

class OfflineModelTest {

    private static final String PROMPT =
            "Build an expense tracker with amount, date and category (food & drink, <travel>), and shops with name";

    private final Agents agents = new Agents();

    private String plan() {
        return agents.answer("planner", "task_prompt", PROMPT).toString();
    }

    @Test
    void the_plan_tells_what_was_understood_and_covers_each_requirement() {
        JsonNode plan = Json.tree(plan());

        assertThat(plan.path("goal").asText())
                .contains(
                        "I understood",
                        "expenses with amount (decimal number), date (date)",
                        "shops with name (text)");
        assertThat(plan.path("assumptions"))
                .anyMatch(text -> text.asText().contains("mode: simulated"));
        var covered = new HashSet<String>();
        plan.path("criteria")
                .forEach(criterion -> covered.add(criterion.path("requirement").asText()));
        plan.path("requirements")
                .forEach(
                        requirement ->
                                assertThat(covered).contains(requirement.path("id").asText()));
    }

    @Test
    void a_prompt_that_it_cannot_read_is_refused_with_what_to_set_up() {
        assertThatThrownBy(
                        () ->
                                agents.answer(
                                        "planner", "task_prompt", "Prove the Riemann hypothesis"))
                .isInstanceOf(UnsupportedPrompt.class)
                .hasMessageContainingAll(
                        "DEFAULT_LLM_PROVIDER", "ANTHROPIC_API_KEY", "OPENAI_API_KEY");
        assertThatThrownBy(() -> agents.answer("planner")).isInstanceOf(UnsupportedPrompt.class);
    }

    @Test
    void each_file_of_the_architecture_has_one_owner_and_waves_build_on_earlier_ones() {
        JsonNode architecture = agents.answer("architect", "plan", plan());

        assertThat(architecture.path("runtime").asText()).isEqualTo("java");
        assertThat(architecture.path("run_command").asText()).isEqualTo("java Start.java");
        var files = new ArrayList<String>();
        var earlier = new HashSet<String>();
        for (JsonNode component : architecture.path("components")) {
            files.addAll(Agents.texts(component.path("files")));
            assertThat(earlier).containsAll(Agents.texts(component.path("depends_on")));
            earlier.add(component.path("id").asText());
        }
        assertThat(files).doesNotHaveDuplicates().noneMatch(path -> path.contains("src/test"));
    }

    @Test
    void coders_write_the_files_of_their_components_and_a_repair_writes_all() {
        String plan = plan();
        JsonNode architecture = agents.answer("architect", "plan", plan);
        for (JsonNode component : architecture.path("components")) {
            agents.files.clear();
            String id = component.path("id").asText();
            agents.answer(
                    "coder",
                    "plan",
                    plan,
                    "architecture",
                    architecture.toString(),
                    "component",
                    id);
            assertThat(agents.files.keySet())
                    .containsExactlyInAnyOrderElementsOf(Agents.texts(component.path("files")));
        }
        agents.files.clear();
        agents.answer("coder", "plan", plan, "component", "repair-1", "failures", "C3 fails");
        assertThat(agents.files)
                .hasSize(15)
                .containsKeys("Start.java", "README.md", "src/main/java/app/Api.java");
    }

    @Test
    void each_criterion_has_a_test_that_exists() {
        String plan = plan();
        JsonNode tested =
                agents.answer(
                        "tester",
                        "plan",
                        plan,
                        "architecture",
                        agents.answer("architect", "plan", plan).toString());

        var criteria = new ArrayList<String>();
        tested.path("tests")
                .forEach(
                        test -> {
                            criteria.add(test.path("criterion").asText());
                            String[] name = test.path("test").asText().split("\\.");
                            assertThat(agents.files.get("src/test/java/app/" + name[1] + ".java"))
                                    .contains(
                                            "@DisplayName(\""
                                                    + test.path("criterion").asText()
                                                    + ": ")
                                    .contains("void " + name[2] + "(");
                        });
        Json.tree(plan)
                .path("criteria")
                .forEach(criterion -> assertThat(criteria).contains(criterion.path("id").asText()));
    }

    @Test
    void a_plan_alone_tells_later_agents_what_to_build() {
        String plan = plan();
        JsonNode architecture = agents.answer("architect", "plan", plan);
        JsonNode same = agents.answer("architect", "architecture", architecture.toString());
        assertThat(same).isEqualTo(architecture);
    }

    @Test
    void the_reviewer_reads_the_files_and_approves_what_passes() {
        agents.write(PROMPT);
        JsonNode review =
                review(
                        "{\"passed\": 21, \"failed\": 0, \"failures\": [], \"passing\": [\"ShopsTest > C1: is kept\"]}");

        assertThat(review.path("verdict").asText()).isEqualTo("approve");
        assertThat(review.path("criteria"))
                .isNotEmpty()
                .allMatch(criterion -> criterion.path("met").asBoolean());
        assertThat(review.path("findings")).isEmpty();
    }

    @Test
    void the_reviewer_blocks_what_fails_or_is_missing() {
        agents.write(PROMPT);
        JsonNode failing =
                review(
                        "{\"passed\": 20, \"failed\": 1, \"failures\": [{\"test\": \"ShopsTest > C2: is replaced\", \"message\": \"no\"}], \"passing\": []}");
        assertThat(failing.path("verdict").asText()).isEqualTo("block");
        assertThat(failing.path("criteria"))
                .anyMatch(
                        one ->
                                one.path("id").asText().equals("C2")
                                        && !one.path("met").asBoolean());

        agents.files.remove("pom.xml");
        JsonNode missing = review("{\"passed\": 21, \"failed\": 0}");
        assertThat(missing.path("verdict").asText()).isEqualTo("block");
        assertThat(missing.path("findings"))
                .anyMatch(finding -> finding.path("file").asText().equals("pom.xml"));
    }

    private JsonNode review(String report) {
        String plan = plan();
        String architecture = agents.answer("architect", "plan", plan).toString();
        return agents.answer(
                "reviewer", "plan", plan, "architecture", architecture, "report", report);
    }

    @Test
    void the_deployer_names_the_page_as_smoke_test() {
        JsonNode deployed = agents.answer("deployer", "plan", plan());
        assertThat(deployed.path("smoke").path("path").asText()).isEqualTo("/");
        assertThat(deployed.path("summary").asText()).contains("mode: simulated");
    }

    @Test
    void an_answer_has_usage_a_finish_reason_and_is_the_same_each_time() {
        var request =
                ChatRequest.builder()
                        .messages(
                                SystemMessage.from("Agent: planner\n..."),
                                UserMessage.from(Tags.block("task_prompt", PROMPT)))
                        .build();
        var one = agents.model.chat(request);
        assertThat(one.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(one.tokenUsage().inputTokenCount()).isPositive();
        assertThat(one.tokenUsage().outputTokenCount()).isGreaterThan(100);
        assertThat(one.modelName()).isEqualTo("offline");
        assertThat(new OfflineModel().chat(request).aiMessage()).isEqualTo(one.aiMessage());
    }

    @Test
    void a_file_that_is_refused_is_tried_once_more_and_no_further() {
        var messages = new ArrayList<dev.langchain4j.data.message.ChatMessage>();
        messages.add(SystemMessage.from("Agent: coder"));
        messages.add(
                UserMessage.from(Tags.block("plan", plan()) + Tags.block("component", "json")));
        var tools = new ArrayList<String>();
        for (int turn = 0; turn < 3; turn++) {
            var said =
                    agents.model.chat(ChatRequest.builder().messages(messages).build()).aiMessage();
            messages.add(said);
            for (var call : said.toolExecutionRequests()) {
                tools.add(call.name());
                messages.add(ToolExecutionResultMessage.from(call, "Error: the disk is full"));
            }
        }
        assertThat(tools).isEqualTo(List.of("write_file", "write_file", "finish"));
    }

    @Test
    void an_agent_that_it_does_not_know_is_named() {
        assertThatThrownBy(() -> agents.answer("astrologer"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("astrologer");
    }
}
