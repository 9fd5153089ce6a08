package dev.catalyst.local.lambda;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/**
 * Which invocations wait for others that they made through the SDK: when one is given up, so are
 * those. The SDK finds and makes interceptors by itself: hence what is static here.
 */
public final class NestedCalls implements ExecutionInterceptor {

    /** The header that names the invocation which calls. */
    public static final String CALLER = "X-Catalyst-Caller";

    /** The id of the invocation that runs in this scope. */
    static final ScopedValue<String> INVOCATION = ScopedValue.newInstance();

    private static final Map<String, Set<Future<?>>> RUNNING = new ConcurrentHashMap<>();

    static void begun(String invocation) {
        RUNNING.put(invocation, ConcurrentHashMap.newKeySet());
    }

    /** Gives up what a caller waits for no more; nothing is known of callers elsewhere. */
    static void ended(String invocation) {
        RUNNING.remove(invocation).forEach(call -> call.cancel(true));
    }

    static void add(String caller, Future<?> call) {
        RUNNING.computeIfPresent(
                caller,
                (id, calls) -> {
                    calls.add(call);
                    return calls;
                });
    }

    @Override
    public SdkHttpRequest modifyHttpRequest(
            Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return INVOCATION.isBound() && context.request() instanceof InvokeRequest
                ? context.httpRequest().copy(copy -> copy.putHeader(CALLER, INVOCATION.get()))
                : context.httpRequest();
    }
}
