package dev.catalyst.local.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Json;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Handlers that behave in one way each. */
public final class Handlers {

    private Handlers() {}

    public static final class Echo implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context)
                throws IOException {
            in.transferTo(out);
        }
    }

    public static final class Describe implements RequestStreamHandler {
        private static final AtomicInteger CONSTRUCTED = new AtomicInteger();
        private final int number = CONSTRUCTED.incrementAndGet();
        private final String colour = Env.current().require("COLOUR");

        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context)
                throws IOException {
            Json.MAPPER.writeValue(
                    out,
                    Map.of(
                            "number", number,
                            "colour", colour,
                            "name", context.getFunctionName(),
                            "arn", context.getInvokedFunctionArn(),
                            "memory", context.getMemoryLimitInMB(),
                            "remaining", context.getRemainingTimeInMillis(),
                            "request", context.getAwsRequestId()));
        }
    }

    public static final class Sleeper implements RequestStreamHandler {
        static final CountDownLatch INTERRUPTED = new CountDownLatch(1);

        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context)
                throws IOException {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                INTERRUPTED.countDown();
                throw new IOException(e);
            }
        }
    }

    public static final class Thrower implements RequestStreamHandler {
        static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context) {
            CALLS.incrementAndGet();
            throw new IllegalStateException("broken on purpose");
        }
    }

    public static final class Unmakeable implements RequestStreamHandler {
        public Unmakeable() {
            Env.current().require("NOT_THERE");
        }

        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context) {}
    }

    public static final class Large implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context)
                throws IOException {
            out.write(new byte[7_000_000]);
        }
    }

    public static final class Http
            implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
        @Override
        public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context c) {
            return APIGatewayV2HTTPResponse.builder()
                    .withStatusCode(201)
                    .withHeaders(Map.of("x-path", event.getRawPath()))
                    .withBody(event.getRequestContext().getHttp().getMethod())
                    .build();
        }
    }

    public static final class Queue implements RequestHandler<SQSEvent, SQSBatchResponse> {
        @Override
        public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
            var failures =
                    event.getRecords().stream()
                            .map(SQSEvent.SQSMessage::getMessageId)
                            .map(SQSBatchResponse.BatchItemFailure::new)
                            .toList();
            return new SQSBatchResponse(failures);
        }
    }

    public static final class Stream implements RequestHandler<DynamodbEvent, List<String>> {
        @Override
        public List<String> handleRequest(DynamodbEvent event, Context context) {
            return event.getRecords().stream()
                    .map(
                            one ->
                                    one.getEventName()
                                            + one.getDynamodb().getNewImage().get("pk").getS()
                                            + one.getDynamodb()
                                                    .getApproximateCreationDateTime()
                                                    .toInstant()
                                                    .toEpochMilli())
                    .toList();
        }
    }

    public static final class Stranger {}
}
