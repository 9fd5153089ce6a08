package dev.catalyst.local.stepfunctions.asl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/** What is refused, by name and place. */
class DefinitionReaderTest {

    private static final Builtins BUILTINS = new Builtins(InstantSource.system(), new Random(1));

    private static Flow read(String json) {
        try {
            return DefinitionReader.read(
                    new ObjectMapper().readTree(json.replace('\'', '"')), BUILTINS);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static List<InvalidDefinition.Problem> problems(String json) {
        InvalidDefinition refused = catchThrowableOfType(InvalidDefinition.class, () -> read(json));
        return refused == null ? List.of() : refused.problems();
    }

    private static String machine(String states) {
        return "{'QueryLanguage': 'JSONata', 'StartAt': 'A', 'States': {" + states + "}}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'A': {'Type': 'Pass', 'Next': 'B'} | /States/A/Next | there is no state 'B'
                    'A': {'Type': 'Pass', 'End': true}, 'B': {'Type': 'Pass', 'End': true} | /States/B | no transition leads to this state
                    'A': {'Type': 'Pass'} | /States/A | needs one of Next and "End"
                    'A': {'Type': 'Pass', 'End': true, 'Next': 'A'} | /States/A | needs one of Next and "End"
                    'A': {'Type': 'Pass', 'End': true, 'Colour': 'red'} | /States/A/Colour | is not a field that is known here
                    'A': {'Type': 'Pass', 'End': true, 'InputPath': '$'} | /States/A/InputPath | belongs to JSONPath
                    'A': {'Type': 'Pass', 'End': true, 'QueryLanguage': 'JSONPath'} | /States/A/QueryLanguage | only JSONata is served here
                    'A': {'Type': 'Sing', 'End': true} | /States/A/Type | 'Sing' is not a type
                    'A': {'Type': 'Pass', 'End': true, 'Output': '{% 1 + %}'} | /States/A/Output | is not JSONata
                    'A': {'Type': 'Pass', 'End': true, 'Assign': {'a': {'b': ['{% ( %}']}}} | /States/A/Assign/a/b[0] | is not JSONata
                    'A': {'Type': 'Pass', 'End': true, 'Assign': {'states': 1}} | /States/A/Assign/states | is reserved
                    'A': {'Type': 'Pass', 'End': true, 'Assign': {'1x': 1}} | /States/A/Assign/1x | is not a variable's name
                    'A': {'Type': 'Task', 'End': true} | /States/A/Resource | is required
                    'A': {'Type': 'Task', 'End': true, 'Resource': 'arn:aws:states:::dynamodb:putItem'} | /States/A/Resource | is not served here
                    'A': {'Type': 'Task', 'End': true, 'Resource': 'arn:aws:states:us-east-1:0:activity:x'} | /States/A/Resource | activities are not served here
                    'A': {'Type': 'Choice', 'Choices': []} | /States/A/Choices | must not be empty
                    'A': {'Type': 'Choice', 'Choices': [{'Next': 'A'}]} | /States/A/Choices[0]/Condition | is required
                    'A': {'Type': 'Choice', 'Choices': [{'Condition': '{% true %}', 'Next': 'B'}]} | /States/A/Choices[0]/Next | there is no state 'B'
                    'A': {'Type': 'Choice', 'Choices': [{'Condition': true, 'Next': 'A'}], 'Default': 'B'} | /States/A/Default | there is no state 'B'
                    'A': {'Type': 'Wait', 'End': true} | /States/A | needs one of Seconds and Timestamp
                    'A': {'Type': 'Wait', 'Seconds': 1, 'SecondsPath': '$.x', 'End': true} | /States/A/SecondsPath | belongs to JSONPath
                    'A': {'Type': 'Parallel', 'End': true, 'Branches': []} | /States/A/Branches | must not be empty
                    'A': {'Type': 'Parallel', 'End': true, 'Branches': [{'StartAt': 'X', 'States': {'Y': {'Type': 'Succeed'}}}]} | /States/A/Branches[0]/StartAt | there is no state 'X'
                    'A': {'Type': 'Map', 'End': true} | /States/A/ItemProcessor | must be an object
                    'A': {'Type': 'Map', 'End': true, 'ItemReader': {}, 'ItemProcessor': {'StartAt': 'B', 'States': {'B': {'Type': 'Succeed'}}}} | /States/A/ItemReader | distributed maps
                    'A': {'Type': 'Map', 'End': true, 'ItemProcessor': {'ProcessorConfig': {'Mode': 'DISTRIBUTED'}, 'StartAt': 'B', 'States': {'B': {'Type': 'Succeed'}}}} | /States/A/ItemProcessor/ProcessorConfig/Mode | distributed maps
                    'A': {'Type': 'Map', 'End': true, 'ItemProcessor': {'StartAt': 'A', 'States': {'A': {'Type': 'Succeed'}}}} | /States/A/ItemProcessor/States/A | another state has the same name
                    'A': {'Type': 'Map', 'End': true, 'Assign': {'x': 1}, 'ItemProcessor': {'StartAt': 'B', 'States': {'B': {'Type': 'Pass', 'Assign': {'x': 2}, 'End': true}}}} | /States/A/ItemProcessor/States/B/Assign/x | which an inner one can only read
                    'A': {'Type': 'Task', 'End': true, 'Resource': 'arn:aws:states:::lambda:invoke', 'Retry': [{'ErrorEquals': ['States.ALL']}, {'ErrorEquals': ['X']}]} | /States/A/Retry[0]/ErrorEquals | in the last place
                    'A': {'Type': 'Pass', 'End': true, 'Retry': []} | /States/A/Retry | is not a field
                    'A': {'Type': 'Task', 'End': true, 'Resource': 'arn:aws:states:::lambda:invoke', 'Retry': [{}]} | /States/A/Retry[0]/ErrorEquals | must be an array of strings
                    'A': {'Type': 'Task', 'End': true, 'Resource': 'arn:aws:states:::lambda:invoke', 'Retry': [{'ErrorEquals': ['X'], 'MaxAttempts': -1}]} | /States/A/Retry[0]/MaxAttempts | at least 0
                    'A': {'Type': 'Task', 'End': true, 'Resource': 'arn:aws:states:::lambda:invoke', 'Retry': [{'ErrorEquals': ['X'], 'BackoffRate': 0.5}]} | /States/A/Retry[0]/BackoffRate | at least 1.0
                    'A': {'Type': 'Task', 'End': true, 'Resource': 'arn:aws:states:::lambda:invoke', 'Catch': [{'ErrorEquals': ['X'], 'ResultPath': '$', 'Next': 'A'}]} | /States/A/Catch[0]/ResultPath | belongs to JSONPath
                    """)
    void a_definition_is_refused_where_it_is_wrong(String states, String place, String why) {
        assertThat(problems(machine(states)))
                .anySatisfy(
                        problem -> {
                            assertThat(problem.location()).isEqualTo(place);
                            assertThat(problem.message()).contains(why);
                        });
    }

    @Test
    void a_machine_without_a_query_language_would_be_json_path_and_is_refused() {
        assertThat(problems("{'StartAt': 'A', 'States': {'A': {'Type': 'Succeed'}}}"))
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.location()).isEqualTo("/States/A/QueryLanguage");
                            assertThat(problem.message()).contains("JSONPath");
                        });
    }

    @Test
    void a_state_may_say_itself_that_it_is_jsonata() {
        Flow flow =
                read(
                        "{'StartAt': 'A', 'States': {'A': {'Type': 'Succeed',"
                                + " 'QueryLanguage': 'JSONata'}}}");
        assertThat(flow.state("A")).isInstanceOf(State.Succeed.class);
    }

    @Test
    void all_problems_are_told_at_once() {
        assertThat(
                        problems(
                                "{'QueryLanguage': 'JSONata', 'StartAt': 'X', 'Mood': 1, 'States':"
                                        + " {'A': {'Type': 'Pass'}}}"))
                .hasSize(3);
    }

    @Test
    void only_known_resources_are_known() {
        assertThat(Resource.of("arn:aws:states:::lambda:invoke.waitForTaskToken"))
                .hasValueSatisfying(found -> assertThat(found.waitsForToken()).isTrue());
        assertThat(Resource.of("arn:aws:states:::sqs:sendMessage.waitForTaskToken"))
                .hasValueSatisfying(found -> assertThat(found.service()).isEqualTo("sqs"));
        assertThat(Resource.of("arn:aws:lambda:us-east-1:000000000000:function:f:live"))
                .hasValueSatisfying(found -> assertThat(found.plainFunction()).isTrue());
        assertThat(Resource.of("arn:aws:states:::lambda:invoke.sync")).isEmpty();
        assertThat(Resource.of("arn:aws:states:::sqs:purgeQueue")).isEmpty();
        assertThat(Resource.of("${Function.Arn}")).isEmpty();
    }
}
