package dev.catalyst.workspace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is where in a repository, for a model: paths with sizes, and what sources declare at their
 * top level, found by the look of their lines. What matters most comes first when not all fits:
 * what says how to build and use it, then sources, then tests, then the rest; each from the root
 * downwards.
 */
final class RepoMap {

    /** The longest map, in characters: about 3,000 tokens. */
    static final int LONGEST = 12_000;

    private static final byte[] NOTHING = new byte[0];
    private static final int LARGEST_SOURCE = 200_000;
    private static final int MOST_DECLARATIONS = 12;
    private static final int LONGEST_DECLARATION = 120;

    private static final Pattern KEY =
            Pattern.compile(
                    "(.*/)?(README[^/]*|CONTRIBUTING[^/]*|pom\\.xml|build\\.gradle(\\.kts)?|package\\.json|pyproject\\.toml|requirements\\.txt|Cargo\\.toml|go\\.mod|Makefile|Dockerfile|template\\.ya?ml)",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern TEST =
            Pattern.compile("(.*/)?(tests?|__tests__)/.*|.*(Test|IT|_test|\\.test|\\.spec)\\.\\w+");

    private static final Pattern BRACES =
            Pattern.compile(
                    "(export |default |public |private |protected |internal |abstract |final |sealed |static |async |pub |unsafe |open |data )*"
                            + "(class|interface|enum|record|@interface|struct|trait|impl|object|module|namespace|function|func|fn|fun|type|const) +\\w.*");

    private static final Map<String, Pattern> DECLARATIONS =
            Map.ofEntries(
                    Map.entry("py", Pattern.compile("(async def|def|class) +\\w.*")),
                    Map.entry("rb", Pattern.compile("(class|module|def) +\\w.*")),
                    Map.entry("java", BRACES),
                    Map.entry("kt", BRACES),
                    Map.entry("scala", BRACES),
                    Map.entry("cs", BRACES),
                    Map.entry("js", BRACES),
                    Map.entry("mjs", BRACES),
                    Map.entry("jsx", BRACES),
                    Map.entry("ts", BRACES),
                    Map.entry("tsx", BRACES),
                    Map.entry("go", BRACES),
                    Map.entry("rs", BRACES),
                    Map.entry("swift", BRACES),
                    Map.entry("php", BRACES));

    private RepoMap() {}

    static String of(SortedMap<String, byte[]> files, int most) {
        List<String> byValue =
                files.keySet().stream()
                        .sorted(
                                Comparator.comparingInt(RepoMap::rank)
                                        .thenComparingLong(RepoMap::depth)
                                        .thenComparing(Comparator.naturalOrder()))
                        .toList();
        String rest = "(and %d more files: list_files shows them)".formatted(files.size());
        int left = most - rest.length();
        var entries = new TreeMap<String, String>();
        for (String path : byValue) {
            String line = path + " (" + files.getOrDefault(path, NOTHING).length + " bytes)\n";
            if (line.length() <= left) {
                left -= line.length();
                entries.put(path, line);
            }
        }
        for (String path : byValue) {
            String declared = declarations(path, files.getOrDefault(path, NOTHING));
            if (entries.containsKey(path) && declared.length() <= left) {
                left -= declared.length();
                entries.merge(path, declared, String::concat);
            }
        }
        int missing = files.size() - entries.size();
        return String.join("", entries.values())
                + (missing == 0 ? "" : rest.replace(" " + files.size() + " ", " " + missing + " "));
    }

    private static int rank(String path) {
        if (KEY.matcher(path).matches()) {
            return 0;
        }
        if (!DECLARATIONS.containsKey(extension(path))) {
            return 3;
        }
        return TEST.matcher(path).matches() ? 2 : 1;
    }

    private static long depth(String path) {
        return path.chars().filter(c -> c == '/').count();
    }

    private static String extension(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static String declarations(String path, byte[] content) {
        Pattern pattern = DECLARATIONS.get(extension(path));
        if (pattern == null || content.length > LARGEST_SOURCE) {
            return "";
        }
        var found = new ArrayList<String>();
        for (String line :
                (Iterable<String>) new String(content, StandardCharsets.UTF_8).lines()::iterator) {
            // what is indented is not at the top level
            if (found.size() < MOST_DECLARATIONS
                    && line.length() < 1_000
                    && pattern.matcher(line).matches()) {
                found.add("  " + shorter(line.strip()) + "\n");
            }
        }
        return String.join("", found);
    }

    private static String shorter(String line) {
        return line.length() > LONGEST_DECLARATION ? line.substring(0, LONGEST_DECLARATION) : line;
    }
}
