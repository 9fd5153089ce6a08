package dev.catalyst.lambda.redaction;

import java.util.Optional;

/**
 * Text without e-mail addresses, telephone and card numbers, IBANs, national ids, keys and tokens:
 * each is replaced by its kind in brackets, such as {@code [email]}, and all around it stays.
 *
 * <p>Whether something begins at a place follows from the output before it, and everything found
 * begins at the border of a word: so what was hidden makes nothing else begin or end, and hiding
 * twice is hiding once.
 */
public final class Redaction {

    private static final String EMAIL = "[email]";
    private static final String SECRET = "[secret]";
    private static final String KEY_BEGIN = "-----BEGIN ";
    private static final String KEY_END = "-----END ";
    private static final String KEY_LABEL = "PRIVATE KEY-----";
    private static final int LONGEST_KEY_LABEL = 48;
    private static final int LONGEST_USER_INFO = 256;

    private final String text;
    private final StringBuilder out = new StringBuilder();

    /** All before it is in the output. */
    private int from;

    private int at;

    private Redaction(String text) {
        this.text = text;
    }

    /** The text with what must not be read hidden; the very same text if there is nothing. */
    public static String of(String text) {
        return new Redaction(text).run();
    }

    /** What was found: the place behind it, and the word that stands for it. */
    record Found(int end, String mask) {

        static Optional<Found> at(int end, String mask) {
            return Optional.of(new Found(end, mask));
        }
    }

    private String run() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Chars.isWord(c)) {
                word();
            } else if (c == '@') {
                email();
            } else if (c == ':') {
                userInfo();
            } else if (c == '+' || c == '(') {
                hideOr(Numbers.phone(text, at, before(1)), at + 1);
            } else if (c == '-' && text.startsWith(KEY_BEGIN, at)) {
                privateKey();
            } else {
                at++;
            }
        }
        return from == 0 ? text : out.append(text, from, text.length()).toString();
    }

    private void word() {
        int end = Chars.wordEnd(text, at);
        var value = Secrets.valueOf(text, at, end, before(1));
        if (value.isPresent()) {
            at = value.get().begin();
            hide(new Found(value.get().end(), SECRET));
            return;
        }
        var secret = Secrets.at(text, at, end);
        if (secret.isEmpty() && Secrets.isRandom(text, at, end)) {
            // what hangs together with it by hyphens is part of it
            at = tokenBegin();
            secret = Found.at(Chars.tokenEnd(text, end), SECRET);
        }
        hideOr(secret.or(() -> Numbers.at(text, at, end, before(1), before(2))), end);
    }

    private int tokenBegin() {
        int begin = at;
        while (begin > from && Chars.isToken(text.charAt(begin - 1))) {
            begin--;
        }
        return begin;
    }

    private void email() {
        int begin = at;
        while (begin > from && Chars.isLocalPart(text.charAt(begin - 1))) {
            begin--;
        }
        while (begin < at && !Chars.isWord(text.charAt(begin))) {
            begin++;
        }
        int end = Chars.domainEnd(text, at + 1);
        if (begin == at || end < 0) {
            at++;
            return;
        }
        at = begin;
        hide(new Found(end, EMAIL));
    }

    /** As in `https://user:password@host`. */
    private void userInfo() {
        if (!text.startsWith("://", at)) {
            at++;
            return;
        }
        int begin = at + 3;
        int most = Math.min(text.length(), begin + LONGEST_USER_INFO);
        boolean secret = false;
        int end = begin;
        while (end < most && Chars.isUserInfo(text.charAt(end))) {
            secret |= text.charAt(end) == ':';
            end++;
        }
        at = begin;
        if (secret && end < most && text.charAt(end) == '@') {
            hide(new Found(end, SECRET));
        }
    }

    private void privateKey() {
        var label = text.substring(at, Math.min(text.length(), at + LONGEST_KEY_LABEL));
        if (!label.contains(KEY_LABEL)) {
            at += KEY_BEGIN.length();
            return;
        }
        // one that is cut has no end
        int end = text.indexOf(KEY_END, at);
        int close = end < 0 ? -1 : text.indexOf("-----", end + KEY_END.length());
        hide(new Found(close < 0 ? text.length() : close + 5, SECRET));
    }

    private void hideOr(Optional<Found> found, int next) {
        if (found.isPresent()) {
            hide(found.get());
        } else {
            at = next;
        }
    }

    private void hide(Found found) {
        out.append(text, from, at).append(found.mask());
        at = found.end();
        from = at;
    }

    /** The output's first or second last character before this place; a blank if there is none. */
    private char before(int distance) {
        int place = at - distance;
        if (place >= from) {
            return text.charAt(place);
        }
        int length = out.length() - (from - place);
        return length >= 0 && length < out.length() ? out.charAt(length) : ' ';
    }
}
