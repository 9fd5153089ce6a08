import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes down each call that an AWS client of this process makes: a line "began-ms took-ms service operation caller" in
 * the file that the system property bench.calls names. The SDK finds it by its resource file on the class path.
 */
public final class StoreCalls implements ExecutionInterceptor {

    private static final ExecutionAttribute<Long> BEGAN = new ExecutionAttribute<>("bench-began");
    private static final ExecutionAttribute<String> CALLER = new ExecutionAttribute<>("bench-caller");
    private static final PrintWriter OUT = out();

    private static PrintWriter out() {
        try {
            var file = Path.of(System.getProperty("bench.calls"));
            var out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), false);
            Runtime.getRuntime().addShutdownHook(new Thread(out::flush));
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        attributes.putAttribute(BEGAN, System.nanoTime());
        attributes.putAttribute(CALLER, caller());
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        note(attributes);
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        note(attributes);
    }

    private static void note(ExecutionAttributes attributes) {
        double took = (System.nanoTime() - attributes.getAttribute(BEGAN)) / 1e6;
        OUT.printf(
                "%.3f %.3f %s %s %s%n",
                System.currentTimeMillis() - took,
                took,
                attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME),
                attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME),
                attributes.getAttribute(CALLER));
    }

    /** The handler for which the call is made: the outermost own class on the stack. */
    private static String caller() {
        List<String> own =
                StackWalker.getInstance()
                        .walk(
                                frames ->
                                        frames.map(StackWalker.StackFrame::getClassName)
                                                .filter(name -> name.startsWith("dev.catalyst."))
                                                .filter(name -> !name.startsWith("dev.catalyst.local.lambda."))
                                                .filter(name -> !name.startsWith("dev.catalyst.lambda."))
                                                .toList());
        return own.isEmpty() ? "-" : own.getLast().replaceFirst(".*\\.", "").replaceFirst("[$].*", "");
    }
}
