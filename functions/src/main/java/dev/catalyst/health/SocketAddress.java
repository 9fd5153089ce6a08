package dev.catalyst.health;

import java.net.URI;
import java.util.List;

/**
 * Where pages open their sockets. An address of the loopback interface is the server's, not the
 * browser's, which may have come by another name or through a tunnel: a page that gets it takes its
 * own origin instead.
 *
 * @param url of the WebSocket API, ws or wss
 */
record SocketAddress(URI url) {

    private static final List<String> SCHEMES = List.of("ws", "wss");
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "[::1]");

    SocketAddress {
        if (!SCHEMES.contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
            throw new IllegalStateException(
                    "SOCKETS_URL is %s, but must be the address of a WebSocket API, such as wss://abc.execute-api.eu-central-1.amazonaws.com/ws"
                            .formatted(url));
        }
    }

    /** What a page opens: an absolute address, or a path of its own origin. */
    String forPages() {
        return ownOrigin() ? url.getPath() : url.toString();
    }

    /** What a page's policy allows to connect to; a page's own origin includes its sockets. */
    String policy() {
        return ownOrigin() ? "'self'" : "'self' " + url.getScheme() + "://" + url.getAuthority();
    }

    private boolean ownOrigin() {
        return LOOPBACK.contains(url.getHost());
    }
}
