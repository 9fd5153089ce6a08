package dev.catalyst.lambda;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.impl.LogEventFactory;
import org.apache.logging.log4j.message.Message;

import java.util.List;
import java.util.Locale;

/**
 * Makes every event of the log, whatever its layout: masked, and with nothing in its message that
 * could begin a line or steer a terminal. Log4j finds it by {@code log4j2.component.properties}.
 */
public final class LogEvents implements LogEventFactory {

    @Override
    public LogEvent createEvent(
            String logger,
            Marker marker,
            String location,
            Level level,
            Message message,
            List<Property> properties,
            Throwable thrown) {
        return new Log4jLogEvent(
                logger,
                marker,
                location,
                level,
                new Shown(shown(message.getFormattedMessage()), message.getParameters()),
                properties,
                thrown == null ? null : ShownThrowable.of(thrown));
    }

    /** The text as it may stand in a log. */
    static String shown(String text) {
        return harmless(Masking.mask(text == null ? "null" : text));
    }

    /** Control characters, and what some take for the end of a line, as escapes. */
    static String harmless(String text) {
        int at = 0;
        while (at < text.length() && !isControl(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        var shown = new StringBuilder(text.length() + 16).append(text, 0, at);
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (!isControl(c)) {
                shown.append(c);
                continue;
            }
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return shown.toString();
    }

    private static boolean isControl(char c) {
        return c < ' ' || c >= 0x7f && c <= 0x9f || c == 0x2028 || c == 0x2029;
    }

    /** A message with its text ready; a layout may still look at the parameters. */
    private static final class Shown implements Message {

        private static final long serialVersionUID = 1L;

        private final String text;
        private final transient Object[] parameters;

        Shown(String text, Object[] parameters) {
            this.text = text;
            this.parameters = parameters;
        }

        @Override
        public String getFormattedMessage() {
            return text;
        }

        @Override
        public Object[] getParameters() {
            return parameters;
        }

        @Override
        public Throwable getThrowable() {
            return null;
        }
    }
}
