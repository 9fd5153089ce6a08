package dev.catalyst.local.models;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A provider's public HTTPS address on this machine: a proxy that leads every tunnel to one server,
 * and that server's certificate, in the name of the public host, as a PEM file.
 */
public final class PublicAddress implements AutoCloseable {

    private static final String PASSWORD = "changeit";

    private final ServerSocket proxy;
    private final ModelServer server;
    private final Path certificate;
    private final List<String> tunnels = new CopyOnWriteArrayList<>();

    public PublicAddress(Protocol protocol, String key, String host, Path folder) throws Exception {
        Path store = folder.resolve("keys.p12");
        certificate = folder.resolve("certificate.pem");
        keytool(
                "-genkeypair -keyalg EC -validity 2",
                store,
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host);
        keytool("-exportcert -rfc", store, "-file", certificate.toString());
        var https = HttpsServer.create();
        https.setHttpsConfigurator(new HttpsConfigurator(context(store)));
        server = new ModelServer(protocol, key, https);
        proxy = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** The proxy's address, for HTTPS_PROXY. */
    public String proxy() {
        return "http://127.0.0.1:" + proxy.getLocalPort();
    }

    /** The file for CA_BUNDLE. */
    public Path certificate() {
        return certificate;
    }

    public ModelServer server() {
        return server;
    }

    /** The hosts that tunnels were asked for. */
    public List<String> tunnels() {
        return tunnels;
    }

    private void accept() {
        try {
            while (true) {
                var client = proxy.accept();
                Thread.ofVirtual().start(() -> tunnel(client));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void tunnel(Socket client) {
        try (client;
                var target = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            tunnels.add(head(client.getInputStream()));
            client.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var back = Thread.ofVirtual().start(() -> copy(target, client));
            copy(client, target);
            back.join();
        } catch (IOException gone) {
            // either side has hung up
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The host that a CONNECT names; reads no byte beyond its head. */
    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("cut");
            }
            head.append((char) next);
        }
        return head.toString().split(" ")[1];
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException gone) {
            // either side has hung up
        }
    }

    private static SSLContext context(Path store) throws GeneralSecurityException, IOException {
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(String what, Path store, String... more) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(what.split(" ")));
        command.addAll(List.of("-alias", "server", "-keystore", store.toString()));
        command.addAll(List.of("-storepass", PASSWORD));
        command.addAll(List.of(more));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said;
        try (BufferedReader out = process.inputReader()) {
            said = String.join("\n", out.lines().toList());
        }
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(command + ": " + said);
        }
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        server.close();
    }
}
