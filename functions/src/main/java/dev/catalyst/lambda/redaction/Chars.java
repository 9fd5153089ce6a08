package dev.catalyst.lambda.redaction;

/** Which characters make up what. */
final class Chars {

    private Chars() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    /** Letters and digits of any script, and the underscore. */
    static boolean isWord(char c) {
        return c < 128
                ? c >= 'a' && c <= 'z' || isUpper(c) || isDigit(c) || c == '_'
                : Character.isLetterOrDigit(c);
    }

    /** What keys and tokens are made of. */
    static boolean isToken(char c) {
        return c < 128 && (isWord(c) || c == '-');
    }

    static boolean isLocalPart(char c) {
        return isWord(c) || c == '.' || c == '%' || c == '+' || c == '-';
    }

    static boolean isUserInfo(char c) {
        return c > ' ' && "/@?#\"'<>[]\\".indexOf(c) < 0;
    }

    static int wordEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isWord(text.charAt(end))) {
            end++;
        }
        return end;
    }

    static int tokenEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isToken(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /**
     * The place behind the longest domain whose top level has letters only; negative if there is
     * none.
     */
    static int domainEnd(String text, int from) {
        int found = -1;
        int label = from;
        boolean named = true;
        for (int i = from; i < text.length() && isDomain(text.charAt(i)); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                label = i + 1;
                named = true;
            } else {
                named &= !isDigit(c) && c != '_';
                boolean border = i + 1 == text.length() || !isWord(text.charAt(i + 1));
                if (named && border && c != '-' && label > from + 1 && i - label >= 1) {
                    found = i + 1;
                }
            }
        }
        return found;
    }

    private static boolean isDomain(char c) {
        return isWord(c) || c == '.' || c == '-';
    }
}
