package dev.catalyst.agents.deployer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.jspecify.annotations.NullUnmarked;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** CloudFormation's Query protocol on loopback, that can be as bad as the real one. */
@NullUnmarked // it trusts those who ask it
public final class FakeCloudFormation implements AutoCloseable {

    /** A stack, and what was asked for it. */
    static final class Stack {
        String status;
        int looks;
        String becomes;
        final Map<String, String> asked;
        final Map<String, String> before;

        Stack(String status, String becomes, int looks, Map<String, String> asked) {
            this(status, becomes, looks, asked, asked);
        }

        private Stack(
                String status,
                String becomes,
                int looks,
                Map<String, String> asked,
                Map<String, String> before) {
            this.status = status;
            this.becomes = becomes;
            this.looks = looks;
            this.asked = asked;
            this.before = before;
        }

        /** A member of what was asked: the value beside the key of that name. */
        String value(String list, String key) {
            return values(asked, list).get(key);
        }
    }

    /** What happens instead of, or after, what was asked for. */
    record Fault(boolean after, int status, String code, String message) {

        static final int CUT = -1;
        static final int HANG = -2;

        static Fault answer(int status, String code, String message) {
            return new Fault(false, status, code, message);
        }

        /** It is done, but nobody hears of it. */
        static Fault lost() {
            return new Fault(true, CUT, "", "");
        }

        static Fault cut() {
            return new Fault(false, CUT, "", "");
        }

        static Fault hang() {
            return new Fault(false, HANG, "", "");
        }
    }

    private record Answer(int status, String xml) {}

    private final HttpServer server;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Deque<Fault>> faults = new HashMap<>();
    private final Consumer<String> made;
    final Map<String, Stack> stacks = new TreeMap<>();
    final List<String> requests = new ArrayList<>();

    /** Templates that cannot be made: why, by the resource. */
    final Map<String, String> impossible = new LinkedHashMap<>();

    /** How often somebody looks before what was begun is done. */
    int looksUntilDone;

    /** {@code made} is told the name of each stack that came to be. */
    public FakeCloudFormation(Consumer<String> made) {
        this.made = made;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** A client that tries twice without waiting. */
    CloudFormationClient client() {
        return CloudFormationClient.builder()
                .endpointOverride(address())
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder().socketTimeout(Duration.ofMillis(500)))
                .overrideConfiguration(
                        configuration ->
                                configuration.retryStrategy(
                                        StandardRetryStrategy.builder()
                                                .maxAttempts(2)
                                                .backoffStrategy(BackoffStrategy.retryImmediately())
                                                .throttlingBackoffStrategy(
                                                        BackoffStrategy.retryImmediately())
                                                .build()))
                .build();
    }

    /** The next requests of that action fare like this. */
    synchronized FakeCloudFormation before(String action, Fault... like) {
        faults.computeIfAbsent(action, any -> new ArrayDeque<>()).addAll(List.of(like));
        return this;
    }

    public synchronized List<String> names() {
        return List.copyOf(stacks.keySet());
    }

    /** What was asked that changes something. */
    public synchronized List<String> writes() {
        return requests.stream().filter(action -> !action.startsWith("Describe")).toList();
    }

    private void serve(HttpExchange exchange) throws IOException {
        var asked = form(new String(exchange.getRequestBody().readAllBytes()));
        String action = asked.get("Action");
        Fault fault;
        Answer answer = null;
        synchronized (this) {
            requests.add(action);
            fault = faults.getOrDefault(action, new ArrayDeque<>()).poll();
            if (fault == null || fault.after()) {
                answer = answer(action, asked);
            }
        }
        if (fault == null) {
            send(exchange, answer);
        } else if (fault.status() == Fault.HANG) {
            hang(exchange);
        } else if (fault.status() == Fault.CUT) {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('<');
            exchange.getResponseBody().flush();
            exchange.close();
        } else {
            send(exchange, error(fault.status(), fault.code(), fault.message()));
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.xml().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/xml");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void hang(HttpExchange exchange) {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private Answer answer(String action, Map<String, String> asked) {
        String name = asked.get("StackName");
        Stack stack = stacks.get(name);
        if (stack == null && !action.equals("CreateStack")) {
            return error(400, "ValidationError", "Stack with id %s does not exist".formatted(name));
        }
        return switch (action) {
            case "CreateStack" -> {
                if (stack != null) {
                    yield error(
                            400,
                            "AlreadyExistsException",
                            "Stack [%s] already exists".formatted(name));
                }
                begin(name, "CREATE", asked, asked);
                yield done(action, "<StackId>" + name + "</StackId>");
            }
            case "UpdateStack" -> update(name, stack, asked);
            case "DescribeStacks" -> {
                look(name, stack);
                yield done(action, "<Stacks><member>%s</member></Stacks>".formatted(xml(stack)));
            }
            case "DescribeStackEvents" ->
                    done(action, "<StackEvents>" + events(name, stack) + "</StackEvents>");
            default -> error(400, "InvalidAction", action);
        };
    }

    private Answer update(String name, Stack stack, Map<String, String> asked) {
        if (!stack.status.endsWith("_COMPLETE") || stack.status.equals("ROLLBACK_COMPLETE")) {
            return error(
                    400,
                    "ValidationError",
                    "Stack:%s is in %s state and can not be updated."
                            .formatted(name, stack.status));
        }
        if (said(asked).equals(said(stack.asked))) {
            return error(400, "ValidationError", "No updates are to be performed.");
        }
        begin(name, "UPDATE", asked, stack.asked);
        return done("UpdateStack", "<StackId>" + name + "</StackId>");
    }

    private static Map<String, String> said(Map<String, String> asked) {
        var said = new TreeMap<>(asked);
        said.keySet().removeAll(List.of("Action", "ClientRequestToken"));
        return said;
    }

    private void begin(
            String name, String what, Map<String, String> asked, Map<String, String> before) {
        String failed = what.equals("CREATE") ? "ROLLBACK" : "UPDATE_ROLLBACK";
        String becomes = (impossible.isEmpty() ? what : failed) + "_COMPLETE";
        stacks.put(name, new Stack(what + "_IN_PROGRESS", becomes, looksUntilDone, asked, before));
    }

    private void look(String name, Stack stack) {
        if (stack.becomes != null && stack.looks-- <= 0) {
            stack.status = stack.becomes;
            stack.becomes = null;
            made.accept(name);
        }
    }

    private String xml(Stack stack) {
        boolean isOld = stack.status.startsWith("UPDATE_ROLLBACK");
        String tags =
                values(isOld ? stack.before : stack.asked, "Tags").entrySet().stream()
                        .map(
                                tag ->
                                        "<member><Key>%s</Key><Value>%s</Value></member>"
                                                .formatted(tag.getKey(), tag.getValue()))
                        .collect(Collectors.joining());
        String outputs =
                stack.status.matches("(CREATE|UPDATE)_COMPLETE")
                        ? "<Outputs><member><OutputKey>Url</OutputKey><OutputValue>https://%s.example.com/</OutputValue></member></Outputs>"
                                .formatted(stack.value("Parameters", "Name"))
                        : "";
        return "<StackName>%s</StackName><StackStatus>%s</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime><Tags>%s</Tags>%s"
                .formatted(stack.asked.get("StackName"), stack.status, tags, outputs);
    }

    /** The newest first. */
    private String events(String name, Stack stack) {
        var events = new ArrayList<String>();
        events.add(event(name, stack.status, null));
        var failures = new ArrayList<>(impossible.entrySet());
        for (var failure : failures.reversed()) {
            events.add(event(failure.getKey(), "CREATE_FAILED", failure.getValue()));
        }
        events.add(event(name, "CREATE_IN_PROGRESS", "User Initiated"));
        events.add(event("Old", "CREATE_FAILED", "of an earlier time"));
        return String.join("", events);
    }

    private static String event(String resource, String status, String reason) {
        return "<member><EventId>%s-%s</EventId><LogicalResourceId>%s</LogicalResourceId><ResourceStatus>%s</ResourceStatus>%s</member>"
                .formatted(
                        resource,
                        status,
                        resource,
                        status,
                        reason == null
                                ? ""
                                : "<ResourceStatusReason>%s</ResourceStatusReason>"
                                        .formatted(reason));
    }

    private static Answer done(String action, String result) {
        return new Answer(
                200,
                "<%1$sResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><%1$sResult>%2$s</%1$sResult></%1$sResponse>"
                        .formatted(action, result));
    }

    private static Answer error(int status, String code, String message) {
        return new Answer(
                status,
                "<ErrorResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>r</RequestId></ErrorResponse>"
                        .formatted(code, message));
    }

    /** {@code Tags.member.1.Key=a&Tags.member.1.Value=b} as a map. */
    private static Map<String, String> values(Map<String, String> asked, String list) {
        String key = list.equals("Tags") ? "Key" : "ParameterKey";
        String value = list.equals("Tags") ? "Value" : "ParameterValue";
        var found = new TreeMap<String, String>();
        for (int number = 1; ; number++) {
            String at = list + ".member." + number + ".";
            if (!asked.containsKey(at + key)) {
                return found;
            }
            found.put(asked.get(at + key), asked.get(at + value));
        }
    }

    private static Map<String, String> form(String body) {
        var form = new TreeMap<String, String>();
        for (var field : body.split("&")) {
            String[] parts = field.split("=", 2);
            form.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
