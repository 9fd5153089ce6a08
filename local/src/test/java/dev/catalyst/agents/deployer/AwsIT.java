package dev.catalyst.agents.deployer;

import static dev.catalyst.agents.deployer.FakeCloudFormation.Fault.answer;
import static dev.catalyst.agents.deployer.FakeCloudFormation.Fault.cut;
import static dev.catalyst.agents.deployer.FakeCloudFormation.Fault.hang;
import static dev.catalyst.agents.deployer.FakeCloudFormation.Fault.lost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catalyst.agents.deployer.FakeCloudFormation.Stack;
import dev.catalyst.local.contract.Emulated;
import dev.catalyst.store.Sha256;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.workspace.Change;
import dev.catalyst.workspace.Language;
import dev.catalyst.workspace.Workspace;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipInputStream;

@NullUnmarked // a test hands in nothing and looks into what is there
class AwsIT {

    private static final String BUCKET = "artifacts";
    private static final String STACK_ROLE = "arn:aws:iam::000000000000:role/stacks";
    private static final String FUNCTION_ROLE = "arn:aws:iam::000000000000:role/functions";

    private final S3Client s3 = Emulated.s3();
    private final FakeCloudFormation cloud = new FakeCloudFormation(this::bucket);
    private final TaskKey task =
            new TaskKey(UUID.randomUUID().toString(), UUID.randomUUID().toString());
    private final String stack = "catalyst-task-" + task.id();
    private String commit = "a".repeat(40);
    private Workspace workspace =
            files(Map.of("App.java", "class App {}", "web/index.html", "<h1>\u20ac</h1>"))
                    .running(Language.JAVA, "true", "java App.java");

    @AfterEach
    void stop() {
        cloud.close();
    }

    /** What CloudFormation would have made. */
    private void bucket(String name) {
        s3.createBucket(create -> create.bucket(name));
    }

    private Workspace files(Map<String, String> files) {
        var made = Workspace.empty(task.tenant());
        for (var file : files.entrySet()) {
            made = ((Change.Done) made.write(file.getKey(), file.getValue())).workspace();
        }
        return made;
    }

    /** As a new process would do it: nothing is remembered. */
    private Publication publish() {
        try (var client = cloud.client()) {
            return new Aws(new Stacks(client), s3, new Aws.Place(BUCKET, STACK_ROLE, FUNCTION_ROLE))
                    .publish(
                            new Release(
                                    task,
                                    "project",
                                    "A shop",
                                    "A shop",
                                    "what it is",
                                    commit,
                                    Instant.EPOCH,
                                    workspace,
                                    () ->
                                            new TreeMap<>(workspace.files())
                                                    .entrySet().stream()
                                                            .map(
                                                                    file ->
                                                                            Map.entry(
                                                                                    file.getKey(),
                                                                                    content(
                                                                                            file.getValue()
                                                                                                    .sha256())))));
        }
    }

    private byte[] content(String sha256) {
        return workspace.fresh().get(sha256).getBytes(StandardCharsets.UTF_8);
    }

    /** Until it is no longer under way. */
    private Publication ended() {
        Publication publication = publish();
        for (int look = 0; publication instanceof Publication.Pending && look < 10; look++) {
            publication = publish();
        }
        return publication;
    }

    private String refused() {
        Publication publication = ended();
        assertThat(publication).isInstanceOf(Publication.Refused.class);
        return ((Publication.Refused) publication).reason();
    }

    private void isDeployedOnce(Publication publication) {
        assertThat(publication).isInstanceOf(Publication.Done.class);
        var done = (Publication.Done) publication;
        assertThat(done.url()).isEqualTo("https://" + stack + ".example.com/");
        assertThat(done.commitSha()).isEqualTo(commit);
        assertThat(cloud.names()).containsExactly(stack);
        assertThat(cloud.stacks.get(stack).value("Tags", "catalyst:commit")).isEqualTo(commit);
    }

    private Map<String, String> site() {
        var found = new TreeMap<String, String>();
        for (S3Object file : s3.listObjectsV2(list -> list.bucket(stack)).contents()) {
            var got = s3.getObjectAsBytes(get -> get.bucket(stack).key(file.key()));
            String type = got.response().contentType().replace(" ", "");
            found.put(file.key(), type + " " + got.asUtf8String());
        }
        return found;
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void an_application_becomes_a_function_whose_code_is_named_after_it(Language language)
            throws IOException {
        workspace = workspace.running(language, "true", "start it");

        isDeployedOnce(ended());

        Stack made = cloud.stacks.get(stack);
        String key = made.value("Parameters", "CodeKey");
        byte[] zip = s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asByteArray();
        assertThat(key).isEqualTo(task.prefix() + "functions/" + Sha256.hex(zip) + ".zip");
        assertThat(unpacked(zip))
                .hasSize(4)
                .containsEntry("run_command", "start it")
                .containsEntry("app/App.java", "class App {}")
                .containsEntry("app/web/index.html", "<h1>\u20ac</h1>");
        assertThat(made.value("Parameters", "Runtime"))
                .startsWith(language == Language.NODE ? "nodejs" : language.wire());
        assertThat(made.value("Parameters", "RoleArn")).isEqualTo(FUNCTION_ROLE);
        assertThat(made.asked).containsEntry("RoleARN", STACK_ROLE);
        assertThat(made.asked.get("TemplateBody")).contains("AWS::Lambda::Url");
        assertThat(((Publication.Done) ended()).note()).contains("/tmp", "lost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python3 -m http.server \"$PORT\" --bind 127.0.0.1 --directory web",
                "python3 -m http.server -d ./web/ $PORT"
            })
    void files_without_a_server_become_a_site(String command) {
        workspace = workspace.running(Language.PYTHON, "true", command);

        isDeployedOnce(ended());

        assertThat(site())
                .isEqualTo(Map.of("index.html", "text/html;charset=utf-8 <h1>\u20ac</h1>"));
        assertThat(cloud.stacks.get(stack).asked.get("TemplateBody"))
                .contains("AWS::CloudFront::Distribution");
        assertThat(((Publication.Done) ended()).note()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python3 -m http.server $PORT",
                "python3 -m http.server --directory web && python3 app.py",
                "python3 -m http.server --directory ../web",
                "python3 app.py"
            })
    void a_command_that_does_more_than_serve_files_is_a_function(String command) {
        workspace = workspace.running(Language.PYTHON, "true", command);

        isDeployedOnce(ended());

        assertThat(cloud.stacks.get(stack).asked.get("TemplateBody")).contains("AWS::Lambda::Url");
    }

    @Test
    void what_cannot_be_started_is_told_before_anything_is_asked() {
        workspace = files(Map.of("README.md", "# Shop"));

        assertThat(refused()).contains("neither a command that starts it nor an index.html");
        assertThat(cloud.requests).isEmpty();
    }

    @Test
    void deploying_twice_is_one_deployment() {
        isDeployedOnce(ended());

        assertThat(publish()).isEqualTo(publish());
        isDeployedOnce(publish());
        assertThat(cloud.writes()).containsExactly("CreateStack");
    }

    @Test
    void a_stack_that_takes_its_time_is_begun_once() {
        cloud.looksUntilDone = 5;

        assertThat(publish())
                .isEqualTo(new Publication.Pending("CloudFormation creates the stack " + stack));
        assertThat(publish()).isInstanceOf(Publication.Pending.class);
        isDeployedOnce(ended());
        assertThat(cloud.writes()).containsExactly("CreateStack");
    }

    @Test
    void a_crash_before_a_stack_is_begun_leaves_one_stack() {
        cloud.before("CreateStack", cut());
        assertThatThrownBy(this::publish).isInstanceOf(SdkException.class);
        assertThat(cloud.names()).isEmpty();

        isDeployedOnce(ended());
    }

    @Test
    void a_crash_after_a_stack_was_begun_leaves_one_stack() {
        cloud.before("CreateStack", lost());
        assertThatThrownBy(this::publish).isInstanceOf(SdkException.class);

        isDeployedOnce(ended());
        assertThat(cloud.writes()).containsExactly("CreateStack");
    }

    @Test
    void a_crash_between_looking_and_creating_leaves_one_stack() {
        publish();
        cloud.before(
                "DescribeStacks", answer(400, "ValidationError", "Stack with id x does not exist"));

        assertThat(publish()).as("another try came first").isInstanceOf(Publication.Pending.class);
        isDeployedOnce(ended());
    }

    @Test
    void a_site_whose_upload_was_cut_is_uploaded_again() {
        workspace = workspace.running(Language.PYTHON, "true", "python3 -m http.server -d web");
        isDeployedOnce(ended());
        s3.deleteObject(delete -> delete.bucket(stack).key("index.html"));

        isDeployedOnce(ended());
        assertThat(site()).containsOnlyKeys("index.html");
    }

    @Test
    void another_commit_changes_the_stack() {
        isDeployedOnce(ended());
        commit = "b".repeat(40);

        assertThat(publish())
                .isEqualTo(new Publication.Pending("CloudFormation updates the stack " + stack));
        isDeployedOnce(ended());
        assertThat(cloud.stacks.get(stack).status).isEqualTo("UPDATE_COMPLETE");
    }

    @Test
    void a_crash_around_a_change_leaves_one_change() {
        isDeployedOnce(ended());
        commit = "b".repeat(40);
        cloud.before("UpdateStack", cut(), lost());
        assertThatThrownBy(this::publish).isInstanceOf(SdkException.class);
        assertThatThrownBy(this::publish).isInstanceOf(SdkException.class);

        isDeployedOnce(ended());
        assertThat(cloud.writes()).containsExactly("CreateStack", "UpdateStack", "UpdateStack");
    }

    @Test
    void a_change_that_another_try_began_is_waited_for() {
        isDeployedOnce(ended());
        commit = "b".repeat(40);
        cloud.before(
                "UpdateStack",
                answer(
                        400,
                        "ValidationError",
                        "Stack:x is in UPDATE_IN_PROGRESS state and can not be updated."));

        assertThat(publish()).isInstanceOf(Publication.Pending.class);
        isDeployedOnce(ended());
    }

    @Test
    void a_stack_with_nothing_to_change_is_ready() {
        isDeployedOnce(ended());
        commit = "b".repeat(40);
        cloud.before(
                "UpdateStack", answer(400, "ValidationError", "No updates are to be performed."));

        assertThat(publish()).isInstanceOf(Publication.Done.class);
    }

    @Test
    void faults_that_pass_are_tried_again() {
        cloud.before("DescribeStacks", hang(), answer(500, "InternalFailure", "busy"))
                .before("CreateStack", answer(400, "Throttling", "Rate exceeded"));
        assertThatThrownBy(this::publish).as("after two tries").isInstanceOf(SdkException.class);

        isDeployedOnce(ended());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403|AccessDenied|User is not authorized to perform: cloudformation:CreateStack",
                "400|LimitExceededException|Limit for stack has been exceeded",
                "400|ValidationError|Role is invalid or cannot be assumed",
            })
    void what_only_a_person_can_change_is_told(int status, String code, String message) {
        cloud.before("CreateStack", answer(status, code, message));

        assertThat(refused()).contains(message, "redrive the task");
        assertThat(cloud.names()).isEmpty();
    }

    @Test
    void a_stack_that_failed_is_told_with_what_failed_first_and_left_to_people() {
        cloud.impossible.put("Function", "The role cannot be assumed by Lambda.");
        cloud.impossible.put("Logs", "Resource creation cancelled");

        assertThat(refused())
                .contains("ROLLBACK_COMPLETE", "Function: The role cannot be assumed by Lambda.")
                .contains("aws cloudformation delete-stack --stack-name " + stack)
                .doesNotContain("cancelled", "of an earlier time");
        refused();
        assertThat(cloud.writes()).containsExactly("CreateStack");

        // a person deletes it and redrives
        cloud.impossible.clear();
        cloud.stacks.clear();
        isDeployedOnce(ended());
    }

    @Test
    void a_change_that_failed_is_told() {
        isDeployedOnce(ended());
        commit = "b".repeat(40);
        cloud.impossible.put("Function", "Code storage limit exceeded.");

        assertThat(refused()).contains("UPDATE_ROLLBACK_COMPLETE", "Code storage limit exceeded.");
        assertThat(cloud.writes()).containsExactly("CreateStack", "UpdateStack");
    }

    @Test
    void a_stack_of_somebody_else_is_left_alone() {
        cloud.stacks.put(stack, new Stack("CREATE_COMPLETE", null, 0, Map.of("StackName", stack)));

        assertThat(refused()).contains("none of this task");
        assertThat(cloud.writes()).isEmpty();
    }

    private static Map<String, String> unpacked(byte[] bytes) throws IOException {
        var files = new TreeMap<String, String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
