package dev.catalyst.agents.deployer;

import dev.catalyst.workspace.Workspace;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Files that need no server of their own: what starts them is a program that serves a folder as it
 * is, and the folder has a page to begin with.
 *
 * @param folder of the files, with / at its end; empty for the whole workspace
 */
record Site(String folder) {

    private static final String PAGE = "index.html";
    private static final List<List<String>> FILE_SERVERS =
            List.of(
                    List.of(),
                    List.of("python3", "-m", "http.server"),
                    List.of("python", "-m", "http.server"),
                    List.of("jwebserver"));
    private static final String UNKNOWN = "application/octet-stream";
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("htm", "text/html; charset=utf-8"),
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("mjs", "text/javascript; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("webmanifest", "application/manifest+json"),
                    Map.entry("txt", "text/plain; charset=utf-8"),
                    Map.entry("md", "text/markdown; charset=utf-8"),
                    Map.entry("xml", "application/xml"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("png", "image/png"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("jpeg", "image/jpeg"),
                    Map.entry("gif", "image/gif"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("woff", "font/woff"),
                    Map.entry("woff2", "font/woff2"),
                    Map.entry("wasm", "application/wasm"),
                    Map.entry("pdf", "application/pdf"));

    /** The site that a workspace is; empty if it has a server of its own. */
    static Optional<Site> of(Workspace workspace) {
        String command = Optional.ofNullable(workspace.runCommand()).orElse("").strip();
        List<String> words = command.isEmpty() ? List.of() : List.of(command.split("\\s+"));
        return FILE_SERVERS.stream()
                .filter(server -> begins(words, server))
                .flatMap(server -> folder(words.subList(server.size(), words.size())).stream())
                .filter(folder -> workspace.files().containsKey(folder + PAGE))
                .findFirst()
                .map(Site::new);
    }

    private static boolean begins(List<String> words, List<String> server) {
        return server.isEmpty()
                ? words.isEmpty()
                : words.size() >= server.size() && words.subList(0, server.size()).equals(server);
    }

    /** The folder that a file server's options name; empty if they say more than that. */
    private static Optional<String> folder(List<String> options) {
        String folder = "";
        for (int at = 0; at < options.size(); at++) {
            String option = options.get(at).replace("\"", "");
            boolean hasValue = at + 1 < options.size();
            switch (option) {
                case "$PORT", "${PORT}" -> {}
                case "-b", "--bind", "-p", "--port" -> at++;
                case "-d", "--directory" -> {
                    if (!hasValue) {
                        return Optional.empty();
                    }
                    at++;
                    folder =
                            options.get(at)
                                    .replaceFirst("^(\\./|\\.$)", "")
                                    .replaceFirst("/+$", "");
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return folder.matches("[\\w.-]+(/[\\w.-]+)*")
                ? Optional.of(folder + "/")
                : folder.isEmpty() ? Optional.of("") : Optional.empty();
    }

    /** Where the site has a file of the workspace; empty if it lies elsewhere. */
    Optional<String> place(String path) {
        return path.startsWith(folder)
                ? Optional.of(path.substring(folder.length()))
                : Optional.empty();
    }

    /** What browsers are told that a file is. */
    static String type(String path) {
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(ending, UNKNOWN);
    }
}
