package dev.catalyst.agents.deployer;

import dev.catalyst.agents.deployer.Stacks.Order;
import dev.catalyst.agents.deployer.Stacks.Stack;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.workspace.Spool;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Gatherers;

/**
 * A stack of CloudFormation for each task, which has the task's name: a static site behind
 * CloudFront, or a function with a URL. A stack that is there is adopted; one takes longer to make
 * than a step may, so it is begun in one step and found ready in a later one.
 */
final class Aws implements Target {

    static final String NAME = "aws";

    private static final String PREFIX = "catalyst-task-";
    private static final String TASK = "catalyst:task";
    private static final String COMMIT = "catalyst:commit";
    private static final int AT_ONCE = 8;
    private static final String FORGETS =
            "The application runs as a function: what it stores lies in /tmp of one instance, is not shared with other instances, and is lost when that one ends.";

    /**
     * What a deployment is made with, all of it declared in template.yaml.
     *
     * @param bucket where functions take their code from
     * @param stackRole what CloudFormation may do
     * @param functionRole what a deployed function may do
     */
    record Place(String bucket, String stackRole, String functionRole) {}

    private final Stacks stacks;
    private final S3Client s3;
    private final Place place;

    Aws(Stacks stacks, S3Client s3, Place place) {
        this.stacks = stacks;
        this.s3 = s3;
        this.place = place;
    }

    static Aws of(Env env) {
        return new Aws(
                new Stacks(Wiring.cloudFormation()),
                Wiring.s3(),
                new Place(
                        env.require("BUCKET_NAME"),
                        env.require("DEPLOYMENT_STACK_ROLE_ARN"),
                        env.require("DEPLOYED_FUNCTION_ROLE_ARN")));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Publication publish(Release release) {
        try {
            return new Rolling(release).go();
        } catch (AwsServiceException answered) {
            if (Stacks.isRefusal(answered)) {
                return new Publication.Refused(
                        "AWS refuses the deployment: %s. Put that right, then redrive the task: what was done stays done."
                                .formatted(Stacks.told(answered)));
            }
            throw answered;
        }
    }

    /** One release on its way to its stack. */
    private final class Rolling {

        private final Release release;
        private final Optional<Site> site;
        private final Optional<FunctionZip> function;
        private final String stack;

        private Rolling(Release release) {
            this.release = release;
            this.site = Site.of(release.workspace());
            this.function = FunctionZip.of(release.workspace()).filter(zip -> site.isEmpty());
            this.stack = PREFIX + release.task().id();
        }

        private Publication go() {
            if (site.isEmpty() && function.isEmpty()) {
                return new Publication.Refused(
                        "The project has neither a command that starts it nor an index.html that could be served as it is. Fork the task from the architect.");
            }
            var found = stacks.find(stack);
            if (found.isEmpty()) {
                stacks.create(order(), "create-" + release.task().id());
                return pending("creates");
            }
            Stack there = found.get();
            if (!release.task().id().equals(there.tags().get(TASK))) {
                return new Publication.Refused(
                        "The stack %s is there, but is none of this task: delete it or rename yours, then redrive the task."
                                .formatted(stack));
            }
            return switch (there.phase()) {
                case UNDER_WAY -> pending("works on");
                case FAILED -> failed(there);
                case STANDING -> standing(there);
            };
        }

        private Publication pending(String does) {
            return new Publication.Pending("CloudFormation " + does + " the stack " + stack);
        }

        private Publication failed(Stack there) {
            return new Publication.Refused(
                    "CloudFormation could not make the stack %s (%s): %s. Put that right, delete what is left (aws cloudformation delete-stack --stack-name %s), then redrive the task."
                            .formatted(
                                    stack,
                                    there.status(),
                                    stacks.firstFailure(stack).orElse("no reason was given"),
                                    stack));
        }

        private Publication standing(Stack there) {
            boolean isThisCommit = release.commitSha().equals(there.tags().get(COMMIT));
            String token = "update-" + release.task().id() + "-" + release.commitSha();
            if (!isThisCommit && stacks.update(order(), token)) {
                return pending("updates");
            }
            site.ifPresent(this::upload);
            String url = there.outputs().getOrDefault("Url", "");
            if (url.isBlank()) {
                return new Publication.Refused(
                        "The stack %s has no output Url: it was changed by hand. Delete it, then redrive the task."
                                .formatted(stack));
            }
            return new Publication.Done(
                    url,
                    release.commitSha(),
                    "Deployed to AWS as stack " + stack + ": " + url,
                    function.isPresent() ? FORGETS : null);
        }

        private Order order() {
            var parameters = new HashMap<>(Map.of("Name", stack));
            function.map(this::uploaded).ifPresent(parameters::putAll);
            return new Order(
                    stack,
                    template(function.isPresent() ? "function.yaml" : "site.yaml"),
                    parameters,
                    Map.of(TASK, release.task().id(), COMMIT, release.commitSha()),
                    place.stackRole());
        }

        private Map<String, String> uploaded(FunctionZip zip) {
            String key;
            try (var code = new Spool()) {
                code.write(out -> zip.write(release.files().get(), out));
                // named after what is in it: a stack changes its function where the name changes
                key = release.task().prefix() + "functions/" + code.sha256() + ".zip";
                code.store(s3, place.bucket(), key, "application/zip");
            }
            return Map.of(
                    "Runtime", zip.runtime(),
                    "Handler", zip.handler(),
                    "Memory", Integer.toString(zip.memory()),
                    "CodeBucket", place.bucket(),
                    "CodeKey", key,
                    "RoleArn", place.functionRole());
        }

        private void upload(Site site) {
            release.files()
                    .get()
                    .flatMap(
                            file ->
                                    site.place(file.getKey()).stream()
                                            .map(path -> Map.entry(path, file.getValue())))
                    .gather(Gatherers.mapConcurrent(AT_ONCE, this::put))
                    .forEach(put -> {});
        }

        private String put(Map.Entry<String, byte[]> file) {
            s3.putObject(
                    put ->
                            put.bucket(stack)
                                    .key(file.getKey())
                                    .contentType(Site.type(file.getKey()))
                                    .cacheControl("max-age=60"),
                    RequestBody.fromBytes(file.getValue()));
            return file.getKey();
        }
    }

    private static String template(String name) {
        try (InputStream in = Aws.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
