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
import java.util.function.Function;

import javax.net.ssl.SSLContext;
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
            var trusted = new ArrayList<Certificate>(List.of(trust(null).getAcceptedIssuers()));
            try (var pem = Files.newInputStream(bundle)) {
                trusted.addAll(CertificateFactory.getInstance("X.509").generateCertificates(pem));
            }
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int number = 0; number < trusted.size(); number++) {
                store.setCertificateEntry("authority-" + number, trusted.get(number));
            }
            var context = SSLContext.getInstance("TLS");
            context.init(null, new X509TrustManager[] {trust(store)}, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException("CA_BUNDLE " + bundle + " cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "CA_BUNDLE " + bundle + " is no file of PEM certificates", e);
        }
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
        private final List<String> direct;

        Way(Function<String, Optional<String>> settings) {
            https = settings.apply("HTTPS_PROXY").map(URI::create);
            http = settings.apply("HTTP_PROXY").map(URI::create);
            direct = settings.apply("NO_PROXY").map(Rules::items).orElse(List.of());
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
            return https.or(() -> http)
                    .map(URI::getUserInfo)
                    .filter(user -> user.contains(":"))
                    .map(Password::new);
        }

        /** An entry is a host, a domain with all below it, or {@code *} for all. */
        private boolean isDirect(String host) {
            var name = host.toLowerCase(Locale.ROOT);
            return Rules.LOOPBACK.contains(name)
                    || direct.stream()
                            .map(
                                    entry ->
                                            entry.toLowerCase(Locale.ROOT)
                                                    .replaceFirst("^\\*?\\.", ""))
                            .filter(entry -> !entry.isEmpty())
                            .anyMatch(
                                    entry ->
                                            entry.equals("*")
                                                    || name.equals(entry)
                                                    || name.endsWith("." + entry));
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

        private final String user;

        Password(String user) {
            this.user = user;
        }

        @Override
        protected PasswordAuthentication getPasswordAuthentication() {
            int colon = user.indexOf(':');
            return getRequestorType() == RequestorType.PROXY
                    ? new PasswordAuthentication(
                            user.substring(0, colon), user.substring(colon + 1).toCharArray())
                    : null;
        }
    }
}
