package dev.catalyst.workspace;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** Which names a workspace's file may have: they are unpacked, zipped and committed as they are. */
final class FilePath {

    static final int LONGEST = 200;

    /** The second is the short name that Windows gives to the first. */
    private static final Set<String> GIT = Set.of(".git", "git~1");

    private FilePath() {}

    /** Why the path is refused, for its author to read; empty if it is fine. */
    static Optional<String> refusal(String path) {
        if (path.isBlank()) {
            return Optional.of("the path is empty: give one such as src/main/java/App.java");
        }
        if (path.length() > LONGEST) {
            return Optional.of("the path is longer than " + LONGEST + " characters");
        }
        if (path.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '\\')
                || !StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
            return refused(path, "it holds a backslash or a control character");
        }
        if (path.startsWith("/") || path.matches("[A-Za-z]:.*")) {
            return refused(path, "it is absolute; paths are relative to the project's folder");
        }
        for (String segment : path.split("/", -1)) {
            if (segment.isBlank() || segment.equals(".") || segment.equals("..")) {
                return refused(path, "it has an empty, '.' or '..' segment");
            }
            if (GIT.stream().anyMatch(segment::equalsIgnoreCase)) {
                return refused(path, ".git belongs to git");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> refused(String path, String why) {
        return Optional.of("the path '" + path + "' is refused: " + why);
    }
}
