package dev.catalyst.agents;

import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;

import java.util.Optional;

/** What one agent does differently from the others. */
public interface Role<T extends Record> {

    Agent agent();

    /** What it does and why, for people: told when it starts. */
    String purpose(Session session);

    /** Model turns that it may take; as many again after each redrive. */
    int mostTurns();

    /** What its first message tells it. */
    Brief brief(Session session);

    /** What it may do with the files. */
    Access access(Session session);

    /** The typed answer with which it finishes. */
    Answer<T> answer(Session session);

    /** What it decides without its model at the start of a step; empty if its model is to work. */
    default Optional<Decision> beforehand(Session session) {
        return Optional.empty();
    }

    /** What its tool run_tests has run. */
    default Kind test(Session session) {
        return Kind.TEST;
    }

    /** What follows from the run that it asked for. */
    Decision observed(Session session, Verdict verdict);

    /** What follows from its typed answer; `session` has the files as the turn left them. */
    Decision finished(Session session, T answer);
}
