package dev.catalyst.agents;

import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;

import org.jspecify.annotations.NullUnmarked;

import java.util.List;
import java.util.Optional;

/** The smallest role: writes files, has them compiled, and says a word at the end. */
@NullUnmarked // a test hands in nothing and looks into what is there
record Echo(boolean compiles) implements Role<Echo.Said> {

    record Said(String word, List<String> more) {}

    @Override
    public Agent agent() {
        return Agent.CODER;
    }

    @Override
    public String purpose(Session session) {
        return "Says a word.";
    }

    @Override
    public int mostTurns() {
        return 5;
    }

    @Override
    public Brief brief(Session session) {
        return new Brief().text("task_prompt", session.task().origin().prompt());
    }

    @Override
    public Access access(Session session) {
        return Access.writing(
                path -> path.startsWith("forbidden") ? Optional.of("it is") : Optional.empty());
    }

    @Override
    public Answer<Said> answer(Session session) {
        return Answer.of(
                Said.class, said -> said.word().isBlank() ? List.of("word is blank") : List.of());
    }

    @Override
    public Decision observed(Session session, Verdict verdict) {
        return verdict.ok()
                ? new Decision.Done(Effect.NONE)
                : new Decision.GoOn("Mend it: " + Findings.failures(verdict));
    }

    @Override
    public Decision finished(Session session, Said said) {
        return compiles
                ? new Decision.Sandbox(Kind.COMPILE, Effect.NONE)
                : new Decision.Done(Effect.of(Told.completed(agent(), said.word())));
    }
}
