package dev.catalyst.local.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class TasksTest {

    private static final String INVOKE = "'Resource': 'arn:aws:states:::lambda:invoke'";

    @TempDir Path directory;

    @Test
    void a_task_gives_its_result_to_output_and_assign() {
        String definition =
                """
                {'QueryLanguage': 'JSONata', 'StartAt': 'Call', 'States': {
                  'Call': {'Type': 'Task', %s,
                    'Arguments': {'FunctionName': 'f', 'Payload': '{%% $states.input %%}'},
                    'Assign': {'seen': '{%% $states.result.Payload.n %%}'},
                    'Output': '{%% $states.result.Payload %%}', 'Next': 'End'},
                  'End': {'Type': 'Pass', 'Output': {'seen': '{%% $seen %%}'}, 'End': true}}}
                """
                        .formatted(INVOKE);
        try (Host host =
                new Host(
                        directory,
                        call -> Host.json("{'Payload': {'n': 42}, 'StatusCode': 200}"))) {
            host.service.start();
            String arn = host.run(definition, "{'a': 1}");
            Description ended = host.await(arn);
            assertThat(ended.output()).isEqualTo("{\"seen\":42}");
            assertThat(host.types(arn))
                    .containsExactly(
                            "ExecutionStarted",
                            "TaskStateEntered",
                            "TaskScheduled",
                            "TaskStarted",
                            "TaskSucceeded",
                            "TaskStateExited",
                            "PassStateEntered",
                            "PassStateExited",
                            "ExecutionSucceeded");
        }
    }
}
