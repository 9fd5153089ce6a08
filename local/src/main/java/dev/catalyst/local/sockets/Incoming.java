package dev.catalyst.local.sockets;

import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Puts the messages of one client together from its frames, within API Gateway's bounds. */
final class Incoming {

    static final int FRAME_BYTES = 32 * 1024;
    static final int MESSAGE_BYTES = 128 * 1024;

    private final ByteArrayOutputStream parts = new ByteArrayOutputStream(0);

    /** What a frame brought. */
    sealed interface Result {}

    record Message(String text) implements Result {}

    /** More frames are to come. */
    record Part() implements Result {}

    /** The connection has to be closed with this code. */
    record Refused(int code, String reason) implements Result {}

    Result take(Frame frame) {
        ByteBuffer payload = frame.getPayload();
        if (frame.getOpCode() == OpCode.BINARY) {
            return new Refused(CloseStatus.BAD_DATA, "binary frames are not supported");
        }
        if (payload.remaining() > FRAME_BYTES) {
            return new Refused(CloseStatus.MESSAGE_TOO_LARGE, "a frame may have 32 KB");
        }
        if (parts.size() + payload.remaining() > MESSAGE_BYTES) {
            return new Refused(CloseStatus.MESSAGE_TOO_LARGE, "a message may have 128 KB");
        }
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        parts.writeBytes(bytes);
        return frame.isFin() ? message() : new Part();
    }

    private Result message() {
        try {
            var text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(parts.toByteArray()))
                            .toString();
            return new Message(text);
        } catch (CharacterCodingException e) {
            return new Refused(CloseStatus.BAD_PAYLOAD, "text frames are UTF-8");
        } finally {
            parts.reset();
        }
    }
}
