package dev.catalyst.tasks;

/** The task has ended, or somebody asked for its end: nothing more may be written by its agents. */
public final class Closed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Closed(Task task) {
        super(
                "task "
                        + task.id()
                        + " is "
                        + (task.cancelling() ? "being cancelled" : task.status()));
    }
}
