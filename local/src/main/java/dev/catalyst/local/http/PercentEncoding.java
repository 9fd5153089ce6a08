package dev.catalyst.local.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Decodes {@code %xx} where that gives text, and leaves everything else as it was sent. */
public final class PercentEncoding {

    private PercentEncoding() {}

    /** The decoded text, or the raw one if an escape is broken or its bytes are not UTF-8. */
    public static String decode(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        byte[] in = raw.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.write(in[i]);
            } else if (i + 2 < in.length && hex(in[i + 1]) && hex(in[i + 2])) {
                out.write(
                        HexFormat.fromHexDigit(in[i + 1]) << 4 | HexFormat.fromHexDigit(in[i + 2]));
                i += 2;
            } else {
                return raw;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return raw;
        }
    }

    private static boolean hex(byte digit) {
        return HexFormat.isHexDigit(digit);
    }
}
