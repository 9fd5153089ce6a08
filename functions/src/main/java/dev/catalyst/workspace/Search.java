package dev.catalyst.workspace;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A search for a text or a regular expression, line by line, with bounded work. */
public final class Search {

    /** A line with a match: the file, the line's number from 1, the line (cut where long). */
    public record Hit(String path, int line, String text) {}

    /** The expression is no expression, or needs too much work on these files. */
    public static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** A line of source is shorter; the rest of a longer one (minified, data) is not searched. */
    private static final int WIDEST = 2_000;

    /** Looks at characters in all, about a second: a hostile expression would take for ever. */
    private static final long MOST_STEPS = 50_000_000;

    private final Pattern pattern;
    private long steps = MOST_STEPS;

    private Search(Pattern pattern) {
        this.pattern = pattern;
    }

    public static Search literal(String text) {
        if (text.isEmpty()) {
            throw new Refused("There is nothing to search for: the query is empty.");
        }
        return new Search(Pattern.compile(text, Pattern.LITERAL | Pattern.CASE_INSENSITIVE));
    }

    public static Search regex(String expression) {
        if (expression.isEmpty()) {
            throw new Refused("There is nothing to search for: the query is empty.");
        }
        try {
            return new Search(Pattern.compile(expression, Pattern.CASE_INSENSITIVE));
        } catch (PatternSyntaxException e) {
            throw new Refused("The regular expression is not valid: " + e.getDescription());
        }
    }

    /** At most so many hits in the text, in its order. */
    public List<Hit> in(String path, String text, int most) {
        List<Hit> hits = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (hits.size() < most && matches(cut(line, WIDEST))) {
                hits.add(new Hit(path, number, cut(line, 200)));
            }
        }
        return hits;
    }

    private boolean matches(String line) {
        try {
            Matcher matcher = pattern.matcher(new Counted(line));
            return matcher.find();
        } catch (StackOverflowError e) {
            // the JDK's matcher recurses for groups that repeat
            throw tooCostly();
        }
    }

    private static Refused tooCostly() {
        return new Refused(
                "The regular expression needs too much work here: make it simpler, without nested repetition.");
    }

    private static String cut(String line, int widest) {
        return line.length() > widest ? line.substring(0, widest) : line;
    }

    /** The line as the matcher sees it: each look at a character is counted. */
    private final class Counted implements CharSequence {

        private final String line;

        Counted(String line) {
            this.line = line;
        }

        @Override
        public char charAt(int index) {
            if (--steps < 0) {
                throw tooCostly();
            }
            return line.charAt(index);
        }

        @Override
        public int length() {
            return line.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return line.substring(start, end);
        }

        @Override
        public String toString() {
            return line;
        }
    }
}
