package dev.catalyst.local.stepfunctions;

import dev.catalyst.local.stepfunctions.asl.Datum;
import dev.catalyst.local.stepfunctions.asl.ErrorNames;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One invocation of a task, on a virtual thread of its own. */
final class Call {

    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    /** What becomes of a call. */
    interface Outcome {
        void returned(Call call, Datum output);

        void failed(Call call, String error, String cause);
    }

    private final Thread thread;
    private volatile boolean cancelled;

    Call(TaskInvoker invoker, TaskCall what, Outcome outcome) {
        thread =
                Thread.ofVirtual()
                        .name("task " + what.state())
                        .unstarted(() -> run(invoker, what, outcome));
    }

    void start() {
        if (!cancelled) {
            thread.start();
        }
    }

    /** Interrupts the call; its outcome is not told any more. */
    void cancel() {
        cancelled = true;
        thread.interrupt();
    }

    private void run(TaskInvoker invoker, TaskCall what, Outcome outcome) {
        try {
            Datum output = Datum.of(invoker.invoke(what));
            tell(() -> outcome.returned(this, output));
        } catch (TaskFailure e) {
            tell(() -> outcome.failed(this, e.error(), e.reason()));
        } catch (InterruptedException e) {
            tell(() -> outcome.failed(this, ErrorNames.TASK_FAILED, "The task was interrupted."));
        } catch (RuntimeException | Error e) {
            LOG.error("task {} of {} broke its invoker", what.state(), what.executionArn(), e);
            tell(() -> outcome.failed(this, ErrorNames.TASK_FAILED, e.toString()));
        }
    }

    private void tell(Runnable news) {
        // the task's interrupt is not to reach what follows it
        boolean interrupted = Thread.interrupted();
        if (!cancelled) {
            news.run();
        } else if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
