package dev.catalyst.local.lambda;

import dev.catalyst.lambda.Json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A function that did not answer; {@code type} is what Lambda calls {@code errorType}: the
 * exception's class name, or {@link #TIMED_OUT}.
 */
public final class FunctionFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public static final String TIMED_OUT = "Sandbox.Timedout";

    private final String type;
    private final ArrayList<String> stack;

    public FunctionFault(String type, String message) {
        this(type, message, List.of(), null);
    }

    private FunctionFault(String type, String message, List<String> stack, Throwable cause) {
        // its own trace would tell of this host only
        super(message, cause, false, false);
        this.type = type;
        this.stack = new ArrayList<>(stack);
    }

    /** What a handler threw, its trace cut where the handler's own frames end. */
    static FunctionFault thrown(Throwable thrown) {
        var frames = new ArrayList<String>();
        for (var frame : thrown.getStackTrace()) {
            if (frame.getClassName().startsWith(FunctionFault.class.getPackageName() + ".")) {
                break;
            }
            frames.add(frame.toString());
        }
        return new FunctionFault(thrown.getClass().getName(), thrown.getMessage(), frames, thrown);
    }

    public String type() {
        return type;
    }

    public boolean timedOut() {
        return TIMED_OUT.equals(type);
    }

    /** The error document (JSON) that Lambda answers: errorMessage, errorType, stackTrace. */
    public String document() {
        var document = new LinkedHashMap<String, Object>();
        document.put("errorMessage", getMessage());
        document.put("errorType", type);
        if (!timedOut()) {
            document.put("stackTrace", stack);
        }
        return Json.write(document);
    }
}
