package dev.catalyst.local;

import dev.catalyst.local.template.Ports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which ports the host takes. */
public final class PortChoice {

    private static final int COUNT = 5;

    private PortChoice() {}

    /**
     * The given port and its successors, or free ones for 0; throws {@link HostUnavailable} that
     * names those that are taken.
     */
    public static Ports of(int first) {
        if (first == 0) {
            return free();
        }
        var taken = taken(first);
        if (!taken.isEmpty()) {
            var names = taken.stream().map(String::valueOf).collect(Collectors.joining(", "));
            throw new HostUnavailable(
                    "Taken by another program: port %s. PORT=%d needs %d to %d; set PORT to another number, or to 0 for free ports."
                            .formatted(names, first, first, first + COUNT - 1));
        }
        return Ports.from(first);
    }

    /** Those of the five ports that another program holds. */
    public static List<Integer> taken(int first) {
        return IntStream.range(first, first + COUNT).filter(PortChoice::isTaken).boxed().toList();
    }

    private static boolean isTaken(int port) {
        try (var socket = bind(port)) {
            return !socket.isBound();
        } catch (IOException e) {
            return true;
        }
    }

    private static Ports free() {
        var held = new ArrayList<ServerSocket>();
        try {
            // all are held until all are found, so that none comes twice
            for (int i = 0; i < COUNT; i++) {
                held.add(bind(0));
            }
            var ports = held.stream().map(ServerSocket::getLocalPort).toList();
            for (var socket : held) {
                socket.close();
            }
            return new Ports(ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        var socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }
}
