package dev.catalyst.local;

import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sfn.model.RedriveExecutionRequest;
import software.amazon.awssdk.services.sfn.model.SendTaskFailureRequest;
import software.amazon.awssdk.services.sfn.model.SendTaskSuccessRequest;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StopExecutionRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Kills the process at the first write of each kind: after it took effect and before whoever asked
 * for it learns so. The file that {@value #FILE} names keeps the kinds that were met, over the
 * processes; without that variable nothing happens.
 */
public final class CrashPoint implements ExecutionInterceptor {

    static final String FILE = "CATALYST_TEST_CRASH_POINTS";

    /** Ids, hashes, numbers, and components. */
    private static final Pattern NAMES =
            Pattern.compile(
                    "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|\\d+|(?<=coder-)[a-z]+");

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        var file = System.getenv(FILE);
        if (file != null) {
            named(context.request()).ifPresent(point -> dieOnce(Path.of(file), point));
        }
    }

    private static synchronized void dieOnce(Path file, String point) {
        try {
            if (!Files.readAllLines(file).contains(point)) {
                Files.writeString(file, point + "\n", StandardOpenOption.APPEND);
                Runtime.getRuntime().halt(137);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a write is of, without what differs from one task to the next; none for a read. */
    private static Optional<String> named(SdkRequest request) {
        var what =
                switch (request) {
                    case TransactWriteItemsRequest all ->
                            all.transactItems().stream()
                                    .flatMap(CrashPoint::written)
                                    .distinct()
                                    .sorted()
                                    .collect(Collectors.joining(" "));
                    case PutItemRequest put -> kind(put.item());
                    case UpdateItemRequest update -> kind(update.key());
                    case DeleteItemRequest delete -> kind(delete.key());
                    case PutObjectRequest put -> put.key();
                    case SendMessageRequest _, PostToConnectionRequest _ -> "";
                    case StartExecutionRequest _, StopExecutionRequest _ -> "";
                    case RedriveExecutionRequest _ -> "";
                    case SendTaskSuccessRequest _, SendTaskFailureRequest _ -> "";
                    case InvokeRequest invoke -> invoke.functionName();
                    default -> null;
                };
        return Optional.ofNullable(what)
                .map(of -> operation(request) + " " + NAMES.matcher(of).replaceAll("*"));
    }

    private static String operation(SdkRequest request) {
        return ((AwsRequest) request).getClass().getSimpleName().replace("Request", "");
    }

    private static Stream<String> written(TransactWriteItem item) {
        return Stream.of(
                        Optional.ofNullable(item.put()).map(put -> "+" + kind(put.item())),
                        Optional.ofNullable(item.update()).map(update -> kind(update.key())),
                        Optional.ofNullable(item.delete()).map(gone -> "-" + kind(gone.key())))
                .flatMap(Optional::stream);
    }

    /** The words of a key. */
    private static String kind(Map<String, AttributeValue> item) {
        return Stream.of("pk", "sk")
                .map(name -> item.get(name).s().split("#"))
                .map(words -> words.length > 2 && words[0].equals("T") ? words[2] : words[0])
                .collect(Collectors.joining("/"));
    }
}
