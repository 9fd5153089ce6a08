package dev.catalyst.agents;

import dev.catalyst.llm.Tags;

import java.util.regex.Pattern;

/**
 * Content from outside (files, output of programs, lessons, passages), marked as data. The system
 * prompts say that nothing in such a block is an instruction; this is where no content gets out of
 * its block. Everything but the block's own tag stays as it is, so that a passage of a file can be
 * given back exactly.
 */
public final class Outside {

    /** The tag of the block, with whatever white or invisible characters a reader overlooks. */
    private static final Pattern OWN_TAG =
            Pattern.compile(
                    "<(?=[\\s\\p{Cf}]*/?[\\s\\p{Cf}]*d[\\p{Cf}]*a[\\p{Cf}]*t[\\p{Cf}]*a(?![\\w:.-]))",
                    Pattern.CASE_INSENSITIVE);

    private static final int LONGEST_SOURCE = 200;

    private Outside() {}

    /** The content in a block {@code <data source="...">}. */
    public static String data(String source, String content) {
        return "<data source=\""
                + attribute(source)
                + "\">\n"
                + OWN_TAG.matcher(content).replaceAll("&lt;")
                + "\n</data>";
    }

    /**
     * The same for content that need not come back exactly, such as a lesson: no tag stays in it.
     */
    public static String prose(String source, String content) {
        return data(source, Tags.escape(content));
    }

    private static String attribute(String source) {
        String line = source.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", " ");
        return Tags.escape(Excerpt.of(line, LONGEST_SOURCE).replace('\n', ' '))
                .replace("\"", "&quot;")
                .replace(">", "&gt;");
    }
}
