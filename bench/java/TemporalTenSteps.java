import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ten activities, one after the other, on Temporal's Java test server, which keeps all in memory. The activities answer
 * at once. Argument: how many workflows to time.
 */
public final class TemporalTenSteps {

    private static final int STEPS = 10;
    private static final String QUEUE = "bench";

    @ActivityInterface
    public interface Step {
        String step(String order, int number);
    }

    @WorkflowInterface
    public interface TenSteps {
        @WorkflowMethod
        String run(String order);
    }

    public static final class Steps implements TenSteps {
        private final Step step =
                Workflow.newActivityStub(
                        Step.class,
                        ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(1)).build());

        @Override
        public String run(String order) {
            var at = order;
            for (int i = 1; i <= STEPS; i++) {
                at = step.step(at, i);
            }
            return at;
        }
    }

    public static final class SameOrder implements Step {
        @Override
        public String step(String order, int number) {
            return order;
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (var environment = TestWorkflowEnvironment.newInstance()) {
            var worker = environment.newWorker(QUEUE);
            worker.registerWorkflowImplementationTypes(Steps.class);
            worker.registerActivitiesImplementations(new SameOrder());
            environment.start();
            var client = environment.getWorkflowClient();
            var names = new AtomicLong();
            int times = Integer.parseInt(arguments[0]);
            for (var threads : new int[] {8, 1, 8}) {
                // the first round only warms up
                Clocked.run(
                        "temporal",
                        threads,
                        times,
                        () ->
                                client.newWorkflowStub(
                                                TenSteps.class,
                                                WorkflowOptions.newBuilder()
                                                        .setTaskQueue(QUEUE)
                                                        .setWorkflowId("w" + names.incrementAndGet())
                                                        .build())
                                        .run("order"));
            }
        }
        System.exit(0);
    }
}
