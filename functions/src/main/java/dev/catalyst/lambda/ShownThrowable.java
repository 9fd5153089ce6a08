package dev.catalyst.lambda;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** A fault as a log may show it: another one's class, its masked message, its frames and causes. */
final class ShownThrowable extends Throwable {

    private static final long serialVersionUID = 1L;

    private final String type;

    private ShownThrowable(Throwable shown, ShownThrowable cause) {
        super(shown.getMessage() == null ? null : LogEvents.shown(shown.getMessage()), cause);
        this.type = shown.getClass().getName();
        setStackTrace(shown.getStackTrace());
    }

    static ShownThrowable of(Throwable thrown) {
        return of(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static ShownThrowable of(Throwable thrown, Set<Throwable> seen) {
        boolean last = thrown.getCause() == null || !seen.add(thrown);
        return new ShownThrowable(thrown, last ? null : of(thrown.getCause(), seen));
    }

    /** The class of the fault that is shown. */
    String type() {
        return type;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // it is shown under the other one's name
    public String toString() {
        return getMessage() == null ? type : type + ": " + getMessage();
    }
}
