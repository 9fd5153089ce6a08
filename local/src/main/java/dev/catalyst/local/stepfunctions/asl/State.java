package dev.catalyst.local.stepfunctions.asl;

import java.util.List;
import java.util.Map;

/**
 * One state of a flow, with its expressions compiled. Fields that a definition leaves out are null.
 */
public sealed interface State {

    String name();

    /**
     * What the history calls states of this type, such as {@code Pass} in {@code PassStateEntered}.
     */
    String kind();

    /** What to do about errors; empty where the language has no Retry and Catch. */
    default Recovery recovery() {
        return Recovery.NONE;
    }

    /**
     * How a state is left.
     *
     * @param output null passes the result (or, without a result, the input) on
     * @param next null ends the flow
     */
    record Exit(Map<String, Template> assign, Template output, String next) {
        public Exit {
            assign = Map.copyOf(assign);
        }
    }

    /** The state's Retry and Catch, each in the order in which they are tried. */
    record Recovery(List<Retrier> retriers, List<Catcher> catchers) {
        static final Recovery NONE = new Recovery(List.of(), List.of());

        public Recovery {
            retriers = List.copyOf(retriers);
            catchers = List.copyOf(catchers);
        }
    }

    /**
     * One element of Retry.
     *
     * @param maxDelaySeconds 0 if not bounded
     * @param jitter whether a delay is drawn between 0 and what the back-off says
     */
    record Retrier(
            ErrorNames errors,
            int intervalSeconds,
            double backoffRate,
            int maxAttempts,
            int maxDelaySeconds,
            boolean jitter) {}

    /** One element of Catch. */
    record Catcher(ErrorNames errors, Exit exit) {}

    /** One element of Choices. */
    record Rule(Template condition, Exit exit) {}

    /**
     * A Task; heartbeats are watched only where a token is awaited, since only there they can come.
     */
    record Task(
            String name,
            Resource resource,
            Template arguments,
            Template timeoutSeconds,
            Template heartbeatSeconds,
            Exit exit,
            Recovery recovery)
            implements State {
        @Override
        public String kind() {
            return "Task";
        }
    }

    /** A Choice; {@code otherwise} is null without a Default. */
    record Choice(String name, List<Rule> rules, Exit otherwise) implements State {
        public Choice {
            rules = List.copyOf(rules);
        }

        @Override
        public String kind() {
            return "Choice";
        }
    }

    record ForEach(
            String name,
            Template items,
            Template itemSelector,
            Template maxConcurrency,
            Template toleratedFailureCount,
            Template toleratedFailurePercentage,
            Flow processor,
            Exit exit,
            Recovery recovery)
            implements State {
        @Override
        public String kind() {
            return "Map";
        }
    }

    record Parallel(
            String name, Template arguments, List<Flow> branches, Exit exit, Recovery recovery)
            implements State {
        public Parallel {
            branches = List.copyOf(branches);
        }

        @Override
        public String kind() {
            return "Parallel";
        }
    }

    /** A Wait, with one of seconds and timestamp. */
    record Wait(String name, Template seconds, Template timestamp, Exit exit) implements State {
        @Override
        public String kind() {
            return "Wait";
        }
    }

    record Pass(String name, Exit exit) implements State {
        @Override
        public String kind() {
            return "Pass";
        }
    }

    record Succeed(String name, Exit exit) implements State {
        @Override
        public String kind() {
            return "Succeed";
        }
    }

    record Fail(String name, Template error, Template cause) implements State {
        @Override
        public String kind() {
            return "Fail";
        }
    }
}
