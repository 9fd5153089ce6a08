package dev.catalyst.faults;

import software.amazon.awssdk.core.exception.SdkClientException;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Stands before the AWS clients of one handler, counts its calls, and spoils one of them. */
final class Faults {

    /** What happens to the call. */
    enum Kind {
        /** It fails and has no effect. */
        REFUSED,
        /** It takes effect, but its answer is lost. */
        LOST,
        /** It takes effect, and the process dies there. */
        KILLED
    }

    /** The process is gone: no code of the handler may catch this and go on. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        private Killed(String call) {
            super("killed at " + call);
        }
    }

    private final int spoiled;
    private final Kind kind;
    private final List<String> calls = new ArrayList<>();
    private Killed dead;

    private Faults(int spoiled, Kind kind) {
        this.spoiled = spoiled;
        this.kind = kind;
    }

    static Faults none() {
        return new Faults(-1, Kind.REFUSED);
    }

    static Faults at(int call, Kind kind) {
        return new Faults(call, kind);
    }

    /** The calls so far, by service and operation. */
    List<String> calls() {
        return calls;
    }

    boolean killed() {
        return dead != null;
    }

    <C> C before(Class<C> type, C client) {
        InvocationHandler handler = (proxy, method, arguments) -> call(client, method, arguments);
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private synchronized Object call(Object client, Method method, Object[] arguments)
            throws Throwable {
        if (dead != null) {
            throw dead;
        }
        int number = calls.size();
        String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
        calls.add(name);
        if (number == spoiled && kind == Kind.REFUSED) {
            throw SdkClientException.create(name + " was refused");
        }
        Object answer;
        try {
            answer = method.invoke(client, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (number == spoiled && kind == Kind.KILLED) {
            dead = new Killed(name);
            throw dead;
        }
        if (number == spoiled) {
            throw SdkClientException.create("the answer of " + name + " was lost");
        }
        return answer;
    }
}
