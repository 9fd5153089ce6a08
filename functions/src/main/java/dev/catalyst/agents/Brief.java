package dev.catalyst.agents;

import dev.catalyst.lambda.Json;
import dev.catalyst.llm.Tags;
import dev.catalyst.workspace.RepositoryHead;

import java.util.Collection;
import java.util.stream.Collectors;

/** The first message that an agent gets: tagged blocks, none of which can close its own tag. */
public final class Brief {

    private static final int MOST_FILES = 500;
    private static final int MOST_LESSONS = 3;
    private static final int LONGEST_LESSON = 4_000;

    private final StringBuilder text = new StringBuilder();

    public Brief text(String tag, String content) {
        return add(Tags.block(tag, content));
    }

    public Brief json(String tag, Object value) {
        return text(tag, Json.write(value));
    }

    public Brief lines(String tag, Collection<String> lines) {
        return text(tag, String.join("\n", lines));
    }

    /** The paths, as many as a model can bear; the tools show all. */
    public Brief files(Collection<String> paths) {
        return text(
                "files",
                paths.stream().limit(MOST_FILES).collect(Collectors.joining("\n"))
                        + (paths.size() > MOST_FILES
                                ? "\n(%d more: list_files shows them)"
                                        .formatted(paths.size() - MOST_FILES)
                                : ""));
    }

    /** Content from outside. Unlike a file, it need not come back exactly: no tag stays in it. */
    public Brief data(String source, String content) {
        return add(Outside.prose(source, content));
    }

    /** What is where in the repository that the task began with, if it began with one. */
    public Brief repository(Session session) {
        session.artifact(RepositoryHead.NAME, RepositoryHead.class)
                .filter(head -> !head.map().isEmpty())
                .ifPresent(head -> data("map of the repository", head.map()));
        return this;
    }

    /** What past tasks that are like this one left; nothing if there are none. */
    public Brief lessons(Session session) {
        session.lessons(session.task().origin().prompt(), MOST_LESSONS)
                .nearest()
                .forEach(
                        lesson ->
                                data(
                                        "lesson of task " + lesson.taskId(),
                                        Excerpt.of(lesson.text(), LONGEST_LESSON)));
        return this;
    }

    private Brief add(String block) {
        text.append(text.isEmpty() ? "" : "\n\n").append(block);
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
