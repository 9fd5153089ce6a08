package dev.catalyst.llm.offline;

import java.util.List;
import java.util.Map;

/** What an agent says, and the tools that it uses, in one turn. */
record Move(String text, List<Use> uses) {

    /** A call of a tool. */
    record Use(String tool, Object arguments) {

        static Use write(String path, String content) {
            return new Use("write_file", Map.of("path", path, "content", content));
        }

        static Use read(String path) {
            return new Use("read_file", Map.of("path", path));
        }
    }

    Move {
        uses = List.copyOf(uses);
    }

    /** The agent's typed answer, with which it is done. */
    static Move finish(String text, Object answer) {
        return new Move(text, List.of(new Use("finish", answer)));
    }
}
