package dev.catalyst.local.lambda;

import dev.catalyst.local.template.Arns;
import dev.catalyst.local.template.LambdaFunction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The functions: one instance of each, made at its first invocation. */
public final class Functions implements Invoker, AutoCloseable {

    static final String VERSION = "1";

    /** How long Lambda waits before it tries an asynchronous invocation again. */
    public static final List<Duration> RETRY_DELAYS =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(2));

    private static final Logger LOG = LoggerFactory.getLogger(Functions.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final Map<String, HostedFunction> byName;
    private final List<Duration> retryDelays;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("lambda-", 0).factory());

    public Functions(List<LambdaFunction> functions, List<Duration> retryDelays) {
        this.byName =
                functions.stream()
                        .map(function -> new HostedFunction(function, threads))
                        .collect(Collectors.toMap(HostedFunction::name, Function.identity()));
        this.retryDelays = List.copyOf(retryDelays);
    }

    /** The function is called by its name or ARN, with or without a qualifier. */
    @Override
    public byte[] invoke(String function, byte[] payload) {
        return invoke(function, payload, "");
    }

    /** For another invocation, which waits for this one, if its id is not empty. */
    byte[] invoke(String function, byte[] payload, String caller) {
        var hosted = byName.get(name(function));
        if (hosted == null) {
            throw new FunctionFault(
                    "ResourceNotFoundException",
                    "Function not found: " + Arns.function(name(function)));
        }
        return hosted.invoke(payload, caller);
    }

    public boolean knows(String function) {
        return byName.containsKey(name(function));
    }

    /** Invokes without waiting; a failure is tried again after each of the delays, then dropped. */
    public void send(String function, byte[] payload) {
        threads.execute(() -> deliver(function, payload));
    }

    /** Interrupts what still runs. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("functions still run; they end with the process");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(String function, byte[] payload) {
        for (var delay : retryDelays) {
            if (delivered(function, payload)) {
                return;
            }
            try {
                Thread.sleep(delay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        if (!delivered(function, payload)) {
            LOG.error(
                    "{}: an event is dropped after {} attempts", function, retryDelays.size() + 1);
        }
    }

    private boolean delivered(String function, byte[] payload) {
        try {
            invoke(function, payload);
            return true;
        } catch (FunctionFault e) {
            return false;
        }
    }

    /** {@code arn:aws:lambda:region:account:function:name:qualifier}, shorter from either side. */
    private static String name(String function) {
        var marker = function.indexOf("function:");
        var rest = marker < 0 ? function : function.substring(marker + "function:".length());
        var qualifier = rest.indexOf(':');
        return qualifier < 0 ? rest : rest.substring(0, qualifier);
    }
}
