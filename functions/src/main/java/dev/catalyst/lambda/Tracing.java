package dev.catalyst.lambda;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.interceptors.TracingInterceptor;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;

import java.util.Map;
import java.util.function.Supplier;

/**
 * What this process adds to X-Ray's traces: a part for each invocation, each call of AWS and each
 * call of a model. Only where Lambda listens for them: elsewhere nothing is recorded.
 */
public final class Tracing {

    /** Lambda gives it to every function, beside the header that says whether to sample. */
    private static final boolean LISTENING =
            Env.process().optional("AWS_XRAY_DAEMON_ADDRESS").isPresent();

    private Tracing() {}

    /** Does the work as a part of the trace, with these annotations, by which traces are found. */
    public static <T> T within(String name, Map<String, String> annotations, Supplier<T> work) {
        try (var part = begin(name, annotations)) {
            try {
                return work.get();
            } catch (RuntimeException | Error fault) {
                part.failed(fault);
                throw fault;
            }
        }
    }

    /** A client with this configuration records its calls. */
    public static ClientOverrideConfiguration calls() {
        var configuration = ClientOverrideConfiguration.builder();
        if (LISTENING) {
            configuration.addExecutionInterceptor(new TracingInterceptor());
        }
        Measures.ofCalls().ifPresent(configuration::addMetricPublisher);
        return configuration.build();
    }

    /** Begins a part of the trace that goes on until it is closed. */
    static Part begin(String name, Map<String, String> annotations) {
        return LISTENING ? new Part(AWSXRay.getGlobalRecorder(), name, annotations) : Part.NONE;
    }

    /** A part of a trace; nothing where none is recorded. */
    static final class Part implements AutoCloseable {

        static final Part NONE = new Part();

        private final @Nullable AWSXRayRecorder recorder;
        private final @Nullable Subsegment subsegment;

        private Part() {
            this.recorder = null;
            this.subsegment = null;
        }

        private Part(AWSXRayRecorder recorder, String name, Map<String, String> annotations) {
            this.recorder = recorder;
            this.subsegment = recorder.beginSubsegment(name);
            annotations.forEach(this::annotate);
        }

        /** By its class alone: its message may hold what nobody should read. */
        void failed(Throwable fault) {
            if (subsegment != null) {
                subsegment.setFault(true);
                annotate("error", fault.getClass().getSimpleName());
            }
        }

        void answered(int status) {
            if (subsegment != null) {
                subsegment.setFault(status >= 500);
                subsegment.putAnnotation("status", status);
            }
        }

        private void annotate(String name, String value) {
            if (subsegment != null && !value.isEmpty()) {
                subsegment.putAnnotation(name, Masking.mask(value));
            }
        }

        @Override
        public void close() {
            if (recorder != null) {
                recorder.endSubsegment(subsegment);
            }
        }
    }
}
