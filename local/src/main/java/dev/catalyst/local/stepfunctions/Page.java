package dev.catalyst.local.stepfunctions;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * A part of a list: how much, and from where.
 *
 * @param position what the page before ended with; empty for the first page
 */
record Page(int size, String position) {

    static Page of(int size, String token) {
        if (token == null) {
            return new Page(size, "");
        }
        try {
            byte[] position = Base64.getUrlDecoder().decode(token);
            return new Page(size, new String(position, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    static String token(long next) {
        return encode(Long.toString(next));
    }

    static String token(Instant date, String arn) {
        return encode(date.toEpochMilli() + " " + arn);
    }

    private static String encode(String position) {
        byte[] bytes = position.getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Where the page starts in a list with numbered elements; {@code first} for the first page. */
    long position(long first) {
        try {
            return position.isEmpty() ? first : Long.parseUnsignedLong(position);
        } catch (NumberFormatException e) {
            throw invalid();
        }
    }

    /** Whether an element of a list, the latest first, comes after the page before. */
    boolean after(Instant date, String arn) {
        if (position.isEmpty()) {
            return true;
        }
        int space = position.indexOf(' ');
        try {
            Instant last = Instant.ofEpochMilli(Long.parseLong(position, 0, space, 10));
            int byDate = date.compareTo(last);
            return byDate < 0 || (byDate == 0 && arn.compareTo(position.substring(space + 1)) < 0);
        } catch (IndexOutOfBoundsException | NumberFormatException | DateTimeException e) {
            throw invalid();
        }
    }

    private static ServiceFault invalid() {
        return new ServiceFault("InvalidToken", "Invalid Token: 'nextToken is of no list here'");
    }
}
