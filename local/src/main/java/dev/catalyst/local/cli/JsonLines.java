package dev.catalyst.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;

import dev.catalyst.lambda.Json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/** Passes lines of JSON on and makes JSON of all others, whoever wrote them. */
final class JsonLines extends OutputStream {

    private final OutputStream to;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    JsonLines(OutputStream to) {
        this.to = to;
    }

    @Override
    public synchronized void write(int one) throws IOException {
        if (one == '\n') {
            finishLine();
        } else {
            line.write(one);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = offset; at < offset + length; at++) {
            write(bytes[at]);
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        to.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        finishLine();
        to.flush();
    }

    private void finishLine() throws IOException {
        var text = line.toString(StandardCharsets.UTF_8).stripTrailing();
        line.reset();
        if (!text.isBlank()) {
            to.write(
                    ((isJson(text) ? text : wrapped("INFO", text)) + "\n")
                            .getBytes(StandardCharsets.UTF_8));
            to.flush();
        }
    }

    private static boolean isJson(String text) {
        try {
            return text.startsWith("{") && Json.MAPPER.readTree(text).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** A text as a line of a log. */
    static String wrapped(String level, String text) {
        var log = new LinkedHashMap<String, String>();
        log.put("type", "log");
        log.put("level", level);
        log.put("message", text.strip());
        return Json.write(log);
    }
}
