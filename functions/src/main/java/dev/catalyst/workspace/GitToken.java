package dev.catalyst.workspace;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The token for one host's repositories, which no other host gets. */
record GitToken(String scheme, String host, int port, String secret) {

    /** That of GITHUB_URL's host; GitHub's own API has a host beside that of its repositories. */
    static Optional<GitToken> of(Function<String, Optional<String>> settings) {
        var api = URI.create(settings.apply("GITHUB_URL").orElse("https://api.github.com"));
        String host = api.getHost().toLowerCase(Locale.ROOT);
        return settings.apply("GITHUB_TOKEN")
                .map(
                        secret ->
                                new GitToken(
                                        api.getScheme(),
                                        host.equals("api.github.com") ? "github.com" : host,
                                        api.getPort(),
                                        secret));
    }

    boolean isFor(URI address) {
        return scheme.equals(address.getScheme())
                && host.equalsIgnoreCase(address.getHost())
                && port == address.getPort();
    }

    String header() {
        byte[] user = ("x-access-token:" + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(user);
    }

    @Override
    public String toString() {
        return "token for " + host;
    }
}
