package dev.catalyst.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The way out: HTTPS_PROXY, HTTP_PROXY, NO_PROXY and CA_BUNDLE for HTTP clients. */
public final class Outgoing {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final String REFUSED_PASSWORDS = "jdk.http.auth.tunneling.disabledSchemes";

    private Outgoing() {}

    /** A client that goes the configured way; {@code settings} gives a variable's value. */
    public static HttpClient http(Function<String, Optional<String>> settings) {
        // the JDK sends no password to a proxy that tunnels; a configured one is meant to be sent
        if (System.getProperty(REFUSED_PASSWORDS) == null) {
            System.setProperty(REFUSED_PASSWORDS, "");
        }
        var way = new Way(settings);
        var client = HttpClient.newBuilder().connectTimeout(CONNECT).proxy(way);
        way.passwords().ifPresent(client::authenticator);
        settings.apply("CA_BUNDLE")
                .map(Path::of)
                .map(Outgoing::trusting)
                .ifPresent(client::sslContext);
        return client.build();
    }

    /** Trusts the certificates of the PEM file beside the default authorities. */
    public static SSLContext trusting(Path bundle) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, authorities(bundle), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS cannot be used", e);
        }
    }

    /** The trust in the certificates of the PEM file and in the default authorities. */
    private static TrustManager[] authorities(Path bundle) {
        try {
            var trusted = new ArrayList<Certificate>(List.of(trust(null).getAcceptedIssuers()));
            try (var pem = Files.newInputStream(bundle)) {
                trusted.addAll(CertificateFactory.getInstance("X.509").generateCertificates(pem));
            }
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int number = 0; number < trusted.size(); number++) {
                store.setCertificateEntry("authority-" + number, trusted.get(number));
            }
            return new TrustManager[] {trust(store)};
        } catch (IOException e) {
            throw new UncheckedIOException("CA_BUNDLE " + bundle + " cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "CA_BUNDLE " + bundle + " is no file of PEM certificates", e);
        }
    }

    /** Regular expressions of the hosts that no proxy is asked for, in lower case. */
    private static Set<String> directHosts(Function<String, Optional<String>> settings) {
        var direct = Rules.items(settings.apply("NO_PROXY").orElse("")).stream();
        return Stream.concat(
                        Rules.LOOPBACK.stream().map(Pattern::quote),
                        direct.map(Outgoing::domain)
                                .map(
                                        entry ->
                                                entry.equals("*")
                                                        ? ".*"
                                                        : "(.*\\.)?" + Pattern.quote(entry)))
                .collect(Collectors.toSet());
    }

    /** The user that an address names, as in {@code http://user:password@host}. */
    private static Optional<User> user(URI address) {
        return Optional.ofNullable(address.getUserInfo())
                .filter(user -> user.contains(":"))
                .map(user -> user.split(":", 2))
                .map(parts -> new User(parts[0], parts[1]));
    }

    /** Who asks a proxy. */
    private record User(String name, String password) {}

    /** An entry of NO_PROXY without the dot or the star before its domain. */
    private static String domain(String entry) {
        return entry.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "");
    }

    /** The trust in a store's certificates, or, without a store, in the default authorities. */
    private static X509TrustManager trust(KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Which proxy an address is reached by. */
    private static final class Way extends ProxySelector {

        private final Optional<URI> https;
        private final Optional<URI> http;
        private final Set<String> direct;

        Way(Function<String, Optional<String>> settings) {
            https = settings.apply("HTTPS_PROXY").map(URI::create);
            http = settings.apply("HTTP_PROXY").map(URI::create);
            direct = directHosts(settings);
        }

        @Override
        public List<Proxy> select(URI address) {
            var proxy = "https".equals(address.getScheme()) ? https : http;
            return proxy.filter(_ -> !isDirect(address.getHost()))
                    .map(Way::at)
                    .map(List::of)
                    .orElse(List.of(Proxy.NO_PROXY));
        }

        @Override
        public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
            // the caller gets the failure
        }

        Optional<Authenticator> passwords() {
            return https.or(() -> http).flatMap(Outgoing::user).map(Password::new);
        }

        /** An entry is a host, a domain with all below it, or {@code *} for all. */
        private boolean isDirect(String host) {
            var name = host.toLowerCase(Locale.ROOT);
            return direct.stream().anyMatch(name::matches);
        }

        private static Proxy at(URI proxy) {
            int byDefault = "https".equals(proxy.getScheme()) ? 443 : 80;
            int port = proxy.getPort() < 0 ? byDefault : proxy.getPort();
            return new Proxy(
                    Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port));
        }
    }

    /** The proxy's user and password; a server that asks for one gets none. */
    private static final class Password extends Authenticator {

        private final User user;

        Password(User user) {
            this.user = user;
        }

        @Override
        protected PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY
                    ? new PasswordAuthentication(user.name(), user.password().toCharArray())
                    : null;
        }
    }
}
