package dev.catalyst.lambda;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which addresses that a person gave may be called: https alone, and no host of the inner network
 * unless it is on CONNECTOR_ALLOWED_HOSTS. Plain http is for such a host on loopback.
 */
public final class Destinations {

    private static final Set<String> INNER_DOMAINS =
            Set.of("localhost", "local", "internal", "localdomain");

    private final List<String> allowed;
    private final boolean proxied;

    private Destinations(List<String> allowed, boolean proxied) {
        this.allowed = List.copyOf(allowed);
        this.proxied = proxied;
    }

    /** {@code settings} gives a variable's value. */
    public static Destinations of(Function<String, Optional<String>> settings) {
        return new Destinations(
                settings.apply("CONNECTOR_ALLOWED_HOSTS").map(Rules::items).orElse(List.of()),
                settings.apply("HTTPS_PROXY").isPresent());
    }

    /** The address must not be called; the message says why. */
    public static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** What is wrong with the address, as far as its form tells; no name is looked up. */
    public Optional<String> refusal(URI address) {
        if (address.getHost() == null || address.getRawUserInfo() != null) {
            return Optional.of("must be an https address without user and password");
        }
        String host = host(address);
        boolean listed = isAllowed(address);
        if (!"https".equals(address.getScheme())
                && !(listed
                        && "http".equals(address.getScheme())
                        && literal(host).map(InetAddress::isLoopbackAddress).orElse(false))) {
            return Optional.of("must be an https address");
        }
        boolean inner =
                INNER_DOMAINS.contains(host.substring(host.lastIndexOf('.') + 1))
                        || literal(host).map(Destinations::isInner).orElse(false);
        return inner && !listed
                ? Optional.of(host + " is of the inner network, and not on CONNECTOR_ALLOWED_HOSTS")
                : Optional.empty();
    }

    /**
     * Looks the host up and throws {@link Refused} if a connection would go to the inner network.
     * The JDK keeps what it looked up for 30 seconds: the connection that follows goes there.
     */
    public void check(URI address) throws IOException {
        var refusal = refusal(address);
        if (refusal.isPresent()) {
            throw new Refused(address.getHost() + " is not called: " + refusal.get());
        }
        if (isAllowed(address)) {
            return;
        }
        try {
            for (InetAddress found : InetAddress.getAllByName(host(address))) {
                if (isInner(found)) {
                    throw new Refused(
                            host(address)
                                    + " is not called: it is "
                                    + found.getHostAddress()
                                    + " of the inner network, and not on CONNECTOR_ALLOWED_HOSTS");
                }
            }
        } catch (UnknownHostException unknown) {
            // behind a proxy, names may be known to the proxy alone
            if (!proxied) {
                throw unknown;
            }
        }
    }

    private boolean isAllowed(URI address) {
        String host = host(address);
        String withPort = host + ":" + address.getPort();
        return allowed.stream()
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .anyMatch(
                        entry ->
                                entry.equals(host)
                                        || entry.equals(withPort)
                                        || (entry.startsWith("*.")
                                                && host.endsWith(entry.substring(1))));
    }

    /** In lower case, without the brackets of IPv6 and without a dot at the end. */
    private static String host(URI address) {
        return address.getHost().toLowerCase(Locale.ROOT).replaceAll("^\\[|]$|\\.$", "");
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }

    private static boolean isInner(InetAddress address) {
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        // unique local; and the ranges that carry an address of IPv4: NAT64, 6to4, Teredo
        return address instanceof Inet6Address
                ? (first & 0xfe) == 0xfc
                        || (first == 0 && second == 0x64)
                        || (first == 0x20 && second == 0x02)
                        || (first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0)
                // "this" network, carriers' NAT, protocol assignments, benchmarks, reserved
                : first == 0
                        || (first == 100 && (second & 0xc0) == 64)
                        || (first == 192 && second == 0 && bytes[2] == 0)
                        || (first == 198 && (second & 0xfe) == 18)
                        || first >= 240;
    }
}
