package dev.catalyst.local;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.lambda.Json;
import dev.catalyst.local.emulators.Emulators;
import dev.catalyst.local.http.FrontServer;
import dev.catalyst.local.http.HttpGateway;
import dev.catalyst.local.lambda.Functions;
import dev.catalyst.local.lambda.InvokeApi;
import dev.catalyst.local.sockets.SocketGateway;
import dev.catalyst.local.stepfunctions.StatusListener;
import dev.catalyst.local.stepfunctions.StepFunctions;
import dev.catalyst.local.stepfunctions.StepFunctionsApi;
import dev.catalyst.local.stepfunctions.asl.InvalidDefinition;
import dev.catalyst.local.template.Ports;
import dev.catalyst.local.template.StateMachine;
import dev.catalyst.local.template.Template;
import dev.catalyst.local.template.TemplateReader;
import dev.catalyst.local.triggers.EventBus;
import dev.catalyst.local.triggers.Triggers;

import org.eclipse.jetty.server.Handler;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

/** Starts the parts of a host in the order in which they need each other. */
record Startup(Path root, Path home, Configuration configuration, Ports ports, Parts parts) {

    void run() throws Exception {
        AwsDeployment.refusal(configuration, System.getenv())
                .ifPresent(
                        reason -> {
                            throw new HostUnavailable(reason);
                        });
        var reading = background("template", this::readTemplate);
        var emulators = background("emulators", () -> Emulators.start(reading, home, ports));
        parts.push(() -> closeStarted(emulators));
        var template = result(reading);
        var functions = functions(template);
        var bus = new AtomicReference<EventBus>();
        var stepFunctions = stepFunctions(template, functions, new StatusEvents(bus::get));
        result(emulators);
        // no handler is made before this: each finds its clients pointed here
        Endpoints.applyToSdk(ports, System.getenv());
        var triggers = triggers(template, functions, stepFunctions);
        bus.set(triggers.bus());
        serve(template, functions, stepFunctions, triggers);
    }

    private Template readTemplate() {
        var file = root.resolve("template.yaml");
        return TemplateReader.read(file, configuration.variables(), ports);
    }

    private Functions functions(Template template) {
        var machine = System.getenv();
        var functions =
                template.functions().stream()
                        .map(one -> FunctionVariables.complete(one, configuration, machine))
                        .toList();
        return new Functions(functions, Functions.RETRY_DELAYS);
    }

    private StepFunctions stepFunctions(
            Template template, Functions functions, StatusListener listener) throws IOException {
        var service =
                new StepFunctions(
                        home.resolve("stepfunctions"),
                        Clock.systemUTC(),
                        new TaskWork(functions),
                        listener);
        for (StateMachine machine : template.stateMachines()) {
            JsonNode definition = Json.MAPPER.readTree(machine.definition());
            try {
                service.create(machine.name(), definition);
            } catch (InvalidDefinition e) {
                service.close();
                throw new HostUnavailable(
                        "The state machine %s cannot run here: %s"
                                .formatted(machine.name(), e.getMessage()),
                        e);
            }
        }
        return service;
    }

    private Triggers triggers(Template template, Functions functions, StepFunctions stepFunctions) {
        var sqs = SqsClient.create();
        parts.push(sqs);
        var dynamoDb = DynamoDbClient.create();
        parts.push(dynamoDb);
        var streams = DynamoDbStreamsClient.create();
        parts.push(streams);
        var services =
                new Triggers.Services(
                        functions, new ExecutionStarter(stepFunctions), sqs, dynamoDb, streams);
        return new Triggers(template, services, home, Clock.systemUTC());
    }

    private void serve(
            Template template,
            Functions functions,
            StepFunctions stepFunctions,
            Triggers triggers) {
        var clock = Clock.systemUTC();
        var ping = Duration.ofSeconds(configuration.integer("WEBSOCKET_PING_INTERVAL"));
        var sockets =
                only("AWS::Serverless::WebSocketApi", template.webSocketApis())
                        .map(api -> new SocketGateway(api, ping, functions, clock));
        var development = configuration.get("ENVIRONMENT").equals("development");
        var http =
                only("AWS::Serverless::HttpApi", template.httpApis())
                        .map(api -> new HttpGateway(api, development, functions, clock));
        var services =
                new Services(
                        new StepFunctionsApi(stepFunctions),
                        new InvokeApi(functions),
                        triggers.bus(),
                        sockets);
        parts.push(new FrontServer(ports.services(), List.of(services)).start());
        parts.push(functions);
        // closed before what its tasks use, so that an interrupted task is none that failed
        parts.push(stepFunctions);
        parts.push(triggers);
        triggers.start();
        stepFunctions.start();
        var front = new ArrayList<Handler>();
        sockets.ifPresent(front::add);
        http.ifPresent(front::add);
        parts.push(new FrontServer(ports.http(), front).start());
    }

    private static <T> Optional<T> only(String type, List<T> declared) {
        if (declared.size() > 1) {
            throw new HostUnavailable(
                    "template.yaml declares %d resources of the type %s; the local host serves one."
                            .formatted(declared.size(), type));
        }
        return declared.stream().findFirst();
    }

    private static <T> FutureTask<T> background(String name, Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofPlatform().name("start-" + name).daemon().start(task);
        return task;
    }

    private static <T> T result(FutureTask<T> task) throws Exception {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** What did not start has let go of itself. */
    private static void closeStarted(FutureTask<Emulators> start) throws Exception {
        Emulators started;
        try {
            started = start.get();
        } catch (ExecutionException e) {
            return;
        }
        started.close();
    }
}
