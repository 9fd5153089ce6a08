import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many WebSocket clients on one thread: they count text frames, and take from each the moment it was sent, which stands
 * in it as "at":"<nanoseconds, 19 digits>", to tell how long it was under way. What they send once is one text each.
 * Arguments: port, path, number of clients, frames to wait for, a frame's text to send first (may be empty).
 */
public final class SocketClients {

    private static final byte[] AT = "\"at\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_MICROS = 60_000_000;

    /** How many frames were under way for so many tens of microseconds. */
    private static final int[] LATENCIES = new int[MOST_MICROS / 10 + 1];

    private static long frames;
    private static long timed;
    private static long first;
    private static long last;

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int clients = Integer.parseInt(arguments[2]);
        long wanted = Long.parseLong(arguments[3]);
        var selector = Selector.open();
        for (int i = 0; i < clients; i++) {
            var channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            handshake(channel, port, arguments[1]);
            if (!arguments[4].isEmpty()) {
                channel.write(masked(arguments[4]));
            }
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Client());
        }
        System.out.println("connected");
        var input = ByteBuffer.allocateDirect(1 << 18);
        while (timed < wanted) {
            selector.select(
                    key -> {
                        try {
                            input.clear();
                            if (((SocketChannel) key.channel()).read(input) < 0) {
                                throw new IOException("a client was cut off after " + frames + " frames");
                            }
                            ((Client) key.attachment()).take(input.flip());
                        } catch (IOException e) {
                            System.err.println(e.getMessage());
                            System.exit(1);
                        }
                    },
                    60_000);
        }
        System.out.printf(
                "{\"frames\": %d, \"per_second\": %.0f, \"p50_ms\": %.2f, \"p99_ms\": %.2f}%n",
                timed, timed / ((last - first) / 1e9), percentile(0.5), percentile(0.99));
        System.exit(0);
    }

    private static void handshake(SocketChannel channel, int port, String path) throws IOException {
        var request =
                "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                .formatted(path, port)
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        var answer = new StringBuilder();
        var one = ByteBuffer.allocate(1);
        while (answer.indexOf("\r\n\r\n") < 0) {
            one.clear();
            if (channel.read(one) < 0) {
                throw new IOException("no upgrade: " + answer);
            }
            answer.append((char) one.get(0));
        }
        if (!answer.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("no upgrade: " + answer);
        }
    }

    /** A text frame as clients send it; a mask of zeros is one, too. */
    private static ByteBuffer masked(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(6 + bytes.length)
                .put((byte) 0x81)
                .put((byte) (0x80 | bytes.length))
                .putInt(0)
                .put(bytes)
                .flip();
    }

    private static double percentile(double part) {
        long left = (long) (timed * part);
        for (int i = 0; i < LATENCIES.length; i++) {
            left -= LATENCIES[i];
            if (left < 0) {
                return i / 100.0;
            }
        }
        return MOST_MICROS / 1000.0;
    }

    /** Reads one client's frames; a frame that is not whole yet waits here. */
    private static final class Client {
        private ByteBuffer rest = ByteBuffer.allocate(0);

        void take(ByteBuffer input) {
            if (rest.hasRemaining()) {
                input = ByteBuffer.allocate(rest.remaining() + input.remaining()).put(rest).put(input).flip();
            }
            while (frame(input)) {
                frames++;
            }
            rest = ByteBuffer.allocate(input.remaining()).put(input).flip();
        }

        private static boolean frame(ByteBuffer input) {
            int at = input.position();
            if (input.remaining() < 2) {
                return false;
            }
            int head = 2;
            int length = input.get(at + 1) & 0x7f;
            if (length == 126) {
                if (input.remaining() < 4) {
                    return false;
                }
                length = input.getShort(at + 2) & 0xffff;
                head = 4;
            }
            if (input.remaining() < head + length) {
                return false;
            }
            if ((input.get(at) & 0x0f) == 1) {
                time(input, at + head, length);
            }
            input.position(at + head + length);
            return true;
        }

        private static void time(ByteBuffer input, int from, int length) {
            for (int i = from; i <= from + length - AT.length - 19; i++) {
                if (input.get(i) == '"' && matches(input, i)) {
                    long sent = 0;
                    for (int digit = i + AT.length; digit < i + AT.length + 19; digit++) {
                        sent = sent * 10 + input.get(digit) - '0';
                    }
                    last = now();
                    first = timed == 0 ? sent : Math.min(first, sent);
                    timed++;
                    LATENCIES[(int) Math.clamp((last - sent) / 10_000, 0, LATENCIES.length - 1)]++;
                    return;
                }
            }
        }

        private static boolean matches(ByteBuffer input, int from) {
            for (int i = 0; i < AT.length; i++) {
                if (input.get(from + i) != AT[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Of the clock that the sender's process reads too. */
    static long now() {
        var now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
