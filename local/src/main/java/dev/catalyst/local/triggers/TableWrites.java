package dev.catalyst.local.triggers;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * Tells of writes that this process makes through the SDK, so that the streams' readers need not
 * ask all the time. The SDK finds and makes interceptors by itself: hence what is static here.
 */
public final class TableWrites implements ExecutionInterceptor {

    private static final Set<Runnable> LISTENERS = new CopyOnWriteArraySet<>();

    static void listen(Runnable listener) {
        LISTENERS.add(listener);
    }

    static void forget(Runnable listener) {
        LISTENERS.remove(listener);
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (writes(context.request())) {
            LISTENERS.forEach(Runnable::run);
        }
    }

    private static boolean writes(SdkRequest request) {
        return request instanceof TransactWriteItemsRequest
                || request instanceof PutItemRequest
                || request instanceof UpdateItemRequest
                || request instanceof DeleteItemRequest
                || request instanceof BatchWriteItemRequest;
    }
}
