package dev.catalyst.sandbox.inside;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Starts an application and asks it for a page until it answers. */
final class Smoke {

    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final int SHOWN = 2_000;

    private Smoke() {}

    static boolean answers(String command, String path, int seconds, Report report)
            throws IOException, InterruptedException {
        int port = freePort();
        String name = "GET " + path;
        URL page = URI.create("http://127.0.0.1:" + port + path).toURL();
        report.started(name);
        var builder = new ProcessBuilder("/bin/sh", "-c", command).inheritIO();
        builder.environment().put("PORT", Integer.toString(port));
        Process app = builder.start();
        try {
            Instant deadline = Instant.now().plusSeconds(seconds);
            String last = "no connection";
            while (app.isAlive() && Instant.now().isBefore(deadline)) {
                try {
                    var answer = ask(page);
                    last = answer.told();
                    if (answer.status() / 100 == 2) {
                        report.test(name, true, last);
                        return true;
                    }
                } catch (IOException e) {
                    last = e.toString();
                }
                Thread.sleep(BETWEEN);
            }
            report.test(
                    name,
                    false,
                    app.isAlive()
                            ? "no answer with a status of 2xx within "
                                    + seconds
                                    + " s on the port in PORT; last: "
                                    + last
                            : "the run command ended by itself with exit code " + app.exitValue());
            return false;
        } finally {
            app.descendants().forEach(ProcessHandle::destroyForcibly);
            app.destroyForcibly();
        }
    }

    private record Page(int status, String told) {}

    private static Page ask(URL url) throws IOException {
        var connection = (HttpURLConnection) url.openConnection();
        connection.setConnectTimeout(2_000);
        connection.setReadTimeout(5_000);
        int status = connection.getResponseCode();
        try (InputStream body =
                status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] first = body == null ? new byte[0] : body.readNBytes(SHOWN);
            return new Page(status, status + "\n" + new String(first, StandardCharsets.UTF_8));
        } finally {
            connection.disconnect();
        }
    }

    /** Free a moment ago: inside the sandbox nobody else takes ports. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
