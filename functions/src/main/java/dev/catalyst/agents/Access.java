package dev.catalyst.agents;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What an agent may do with the files in a turn.
 *
 * @param tools the tools that it is offered
 * @param visible the paths that it can see
 * @param refusal why it may not write a path; empty if it may
 */
public record Access(
        Set<Tool> tools, Predicate<String> visible, Function<String, Optional<String>> refusal) {

    private static final Set<Tool> READING =
            EnumSet.of(Tool.LIST_FILES, Tool.READ_FILE, Tool.SEARCH_FILES);

    private static final Set<Tool> WRITING =
            EnumSet.of(
                    Tool.LIST_FILES,
                    Tool.READ_FILE,
                    Tool.SEARCH_FILES,
                    Tool.WRITE_FILE,
                    Tool.EDIT_FILE,
                    Tool.RUN_TESTS);

    /** Reads everything and writes nothing. */
    public static Access reading() {
        return new Access(READING, path -> true, path -> Optional.of("this agent writes no files"));
    }

    /** Reads everything, writes what is not refused, and runs tests. */
    public static Access writing(Function<String, Optional<String>> refusal) {
        return new Access(WRITING, path -> true, refusal);
    }

    /** The same, with a look into the knowledge base. */
    public Access knowing() {
        var more = EnumSet.copyOf(tools);
        more.add(Tool.SEARCH_KNOWLEDGE);
        return new Access(more, visible, refusal);
    }

    /** The same, with eyes for these paths alone. */
    public Access seeing(Predicate<String> paths) {
        return new Access(tools, paths, refusal);
    }
}
