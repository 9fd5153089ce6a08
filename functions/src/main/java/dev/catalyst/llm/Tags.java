package dev.catalyst.llm;

import java.util.Optional;

/** Tagged blocks of a prompt, {@code <name>content</name>}, whose content cannot close its tag. */
public final class Tags {

    private Tags() {}

    /** The content with {@code &} and {@code <} written so that it holds no tag. */
    public static String escape(String content) {
        return content.replace("&", "&amp;").replace("<", "&lt;");
    }

    public static String block(String name, String content) {
        return "<" + name + ">\n" + escape(content) + "\n</" + name + ">";
    }

    /** The unescaped content of the first block of that name, without the line breaks around it. */
    public static Optional<String> read(String message, String name) {
        var opening = "<" + name + ">";
        int start = message.indexOf(opening);
        int end = start < 0 ? -1 : message.indexOf("</" + name + ">", start);
        if (end < 0) {
            return Optional.empty();
        }
        var content = message.substring(start + opening.length(), end);
        return Optional.of(unescape(withoutOuterBreaks(content)));
    }

    private static String withoutOuterBreaks(String content) {
        int start = content.startsWith("\n") ? 1 : 0;
        int end = content.endsWith("\n") ? content.length() - 1 : content.length();
        return content.substring(start, Math.max(start, end));
    }

    private static String unescape(String content) {
        return content.replace("&lt;", "<").replace("&amp;", "&");
    }
}
