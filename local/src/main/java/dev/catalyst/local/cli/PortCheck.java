package dev.catalyst.local.cli;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.local.template.Ports;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the ports that a host would use are free. */
final class PortCheck {

    private PortCheck() {}

    /** Throws {@link CannotServe} that names the ports that are taken. */
    static void require(Configuration configuration) {
        var taken = taken(configuration);
        if (!taken.isEmpty()) {
            throw new CannotServe(words(configuration, taken));
        }
    }

    static List<Integer> taken(Configuration configuration) {
        int first = configuration.integer("PORT");
        return first == 0 ? List.of() : all(first).filter(port -> !isFree(port)).toList();
    }

    static String words(Configuration configuration, List<Integer> taken) {
        var ports =
                taken.stream()
                        .map(String::valueOf)
                        .collect(
                                Collectors.joining(
                                        ", ", taken.size() == 1 ? "Port " : "Ports ", ""));
        int first = configuration.integer("PORT");
        return "%s %s taken by another program; PORT=%d needs %d to %d. Set PORT to another number, or to 0 for free ports."
                .formatted(ports, taken.size() == 1 ? "is" : "are", first, first, first + 4);
    }

    private static Stream<Integer> all(int first) {
        var ports = Ports.from(first);
        return Stream.of(ports.http(), ports.dynamoDb(), ports.s3(), ports.sqs(), ports.services());
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
