package dev.catalyst.workspace;

import dev.catalyst.lambda.Destinations;

import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/**
 * The connections of one fetch: each hop of a redirect is judged before it is called, only the
 * token's own host gets the token, and all of them together read so many bytes.
 */
final class GitWire implements HttpConnectionFactory {

    private static final Duration FIRST_WORD = Duration.ofSeconds(30);

    private final HttpClient client;
    private final Destinations destinations;
    private final @Nullable GitToken token;
    private long left;
    private int status;

    GitWire(HttpClient client, Destinations destinations, @Nullable GitToken token, long most) {
        this.client = client;
        this.destinations = destinations;
        this.token = token;
        this.left = most;
    }

    /** More came than may come. */
    static final class TooMuch extends IOException {

        private static final long serialVersionUID = 1L;

        TooMuch() {
            super("more bytes than allowed");
        }
    }

    /** The last answer's; 0 if there was none. */
    int status() {
        return status;
    }

    @Override
    public HttpConnection create(URL url) {
        return new Connection(url);
    }

    /** The client has its own way to a proxy. */
    @Override
    public HttpConnection create(URL url, Proxy proxy) {
        return new Connection(url);
    }

    /** One request and its answer. */
    private final class Connection implements HttpConnection {

        private final URL url;
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private String method = "GET";
        private @Nullable HttpResponse<InputStream> answer;

        Connection(URL url) {
            this.url = url;
        }

        private HttpResponse<InputStream> answer() throws IOException {
            if (answer == null) {
                answer = send(URI.create(url.toString()));
                status = answer.statusCode();
            }
            return answer;
        }

        private HttpResponse<InputStream> send(URI address) throws IOException {
            destinations.check(address);
            var request =
                    HttpRequest.newBuilder(address)
                            .timeout(FIRST_WORD)
                            .method(
                                    method,
                                    HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
            headers.forEach(request::setHeader);
            if (token != null && token.isFor(address)) {
                request.setHeader("Authorization", token.header());
            }
            try {
                return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the time is over");
            }
        }

        @Override
        public int getResponseCode() throws IOException {
            return answer().statusCode();
        }

        @Override
        public URL getURL() {
            return url;
        }

        @Override
        public String getResponseMessage() throws IOException {
            return "status " + answer().statusCode();
        }

        @Override
        public Map<String, List<String>> getHeaderFields() {
            return answer == null ? Map.of() : answer.headers().map();
        }

        @Override
        public void setRequestProperty(String name, String value) {
            headers.put(name, value);
        }

        @Override
        public void setRequestMethod(String name) {
            method = name;
        }

        @Override
        public @Nullable String getContentType() {
            return getHeaderField("Content-Type");
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new Counted(answer().body());
        }

        @Override
        public @Nullable String getHeaderField(String name) {
            return answer == null ? null : answer.headers().firstValue(name).orElse(null);
        }

        @Override
        public List<String> getHeaderFields(String name) {
            return answer == null ? List.of() : answer.headers().allValues(name);
        }

        @Override
        public int getContentLength() {
            return -1;
        }

        @Override
        public OutputStream getOutputStream() {
            return body;
        }

        @Override
        public String getRequestMethod() {
            return method;
        }

        @Override
        public boolean usingProxy() {
            return false;
        }

        @Override
        public void connect() throws IOException {
            answer();
        }

        @Override
        public void setUseCaches(boolean caches) {
            // there are none
        }

        @Override
        public void setConnectTimeout(int millis) {
            // the client has its own
        }

        @Override
        public void setReadTimeout(int millis) {
            // the whole fetch has a bound
        }

        @Override
        public void setInstanceFollowRedirects(boolean follows) {
            // never: JGit opens a new connection for each hop
        }

        @Override
        public void setDoOutput(boolean sends) {
            // the method says it
        }

        @Override
        public void setFixedLengthStreamingMode(int length) {
            // the body is sent whole
        }

        @Override
        public void setChunkedStreamingMode(int length) {
            // as above
        }

        @Override
        public void configure(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
            throw new UnsupportedOperationException("certificates are always verified");
        }

        @Override
        public void setHostnameVerifier(HostnameVerifier verifier) {
            throw new UnsupportedOperationException("host names are always verified");
        }
    }

    /** Counts what all connections read together. */
    private final class Counted extends FilterInputStream {

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new TooMuch();
            }
        }
    }
}
