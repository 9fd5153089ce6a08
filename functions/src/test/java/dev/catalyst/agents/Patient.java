package dev.catalyst.agents;

import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;

import org.jspecify.annotations.NullUnmarked;

/** The same role with more turns. */
@NullUnmarked // a test hands in nothing and looks into what is there
record Patient(Echo role, int mostTurns) implements Role<Echo.Said> {

    @Override
    public Agent agent() {
        return role.agent();
    }

    @Override
    public String purpose(Session session) {
        return role.purpose(session);
    }

    @Override
    public Brief brief(Session session) {
        return role.brief(session);
    }

    @Override
    public Access access(Session session) {
        return role.access(session);
    }

    @Override
    public Answer<Echo.Said> answer(Session session) {
        return role.answer(session);
    }

    @Override
    public Decision observed(Session session, Verdict verdict) {
        return role.observed(session, verdict);
    }

    @Override
    public Decision finished(Session session, Echo.Said answer) {
        return role.finished(session, answer);
    }
}
