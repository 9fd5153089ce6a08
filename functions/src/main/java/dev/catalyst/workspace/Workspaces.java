package dev.catalyst.workspace;

import com.fasterxml.jackson.core.JsonProcessingException;

import dev.catalyst.lambda.Json;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The workspaces in the bucket: a manifest per name, contents by address. */
public final class Workspaces {

    private static final int AT_ONCE = 16;

    private final S3Client s3;
    private final String bucket;
    private final Blobs blobs;

    public Workspaces(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
        this.blobs = new Blobs(s3, bucket);
    }

    /** Where a workspace is stored; a retry that names it again writes the same object again. */
    public static String key(String tenant, String taskId, String name) {
        return "tasks/" + tenant + "/" + taskId + "/workspaces/" + name + ".json";
    }

    /**
     * The workspaces merged from left to right: all of the first, then what each later one changed.
     * A single one comes back as it was saved, with its own changes; {@link Workspace#asBase}
     * starts anew from it.
     */
    public Workspace load(List<String> keys) {
        return keys.stream()
                .gather(Gatherers.mapConcurrent(AT_ONCE, this::load))
                .reduce(Workspace::merge)
                .orElseThrow(() -> new IllegalArgumentException("no workspace was named"));
    }

    /** Stores what is new, then the manifest; gives the workspace as it is stored. */
    public Workspace save(String key, Workspace workspace) {
        if (!tenantOf(key).equals(workspace.tenant())) {
            throw new IllegalArgumentException(key + " is of another tenant than the workspace");
        }
        Set<String> named =
                workspace.files().values().stream()
                        .map(FileRef::sha256)
                        .collect(Collectors.toUnmodifiableSet());
        workspace.fresh().entrySet().stream()
                .filter(file -> named.contains(file.getKey()))
                .gather(
                        Gatherers.mapConcurrent(
                                AT_ONCE,
                                file -> {
                                    blobs.put(
                                            workspace.tenant(),
                                            file.getKey(),
                                            file.getValue().getBytes(StandardCharsets.UTF_8));
                                    return file.getKey();
                                }))
                .forEach(stored -> {});
        s3.putObject(
                put -> put.bucket(bucket).key(key).contentType("application/json"),
                RequestBody.fromString(Json.write(Manifest.of(workspace))));
        return workspace.stored();
    }

    /** Stores files of any kind as a workspace that nothing was changed in. */
    public void take(String key, String tenant, Map<String, byte[]> files) {
        var refs = new TreeMap<String, FileRef>();
        files.entrySet().stream()
                .gather(
                        Gatherers.mapConcurrent(
                                AT_ONCE,
                                file -> {
                                    var ref = FileRef.to(file.getValue());
                                    blobs.put(tenant, ref.sha256(), file.getValue());
                                    return Map.entry(file.getKey(), ref);
                                }))
                .forEach(file -> refs.put(file.getKey(), file.getValue()));
        save(key, new Workspace(tenant, refs, new TreeSet<>(), null, null, null, Map.of()));
    }

    /** A file's bytes; empty if the workspace has no such file. */
    public Optional<byte[]> read(Workspace workspace, String path) {
        return Optional.ofNullable(workspace.files().get(path))
                .map(file -> content(workspace, file));
    }

    /** A file's text; empty if there is no such file or it is no text in UTF-8. */
    public Optional<String> text(Workspace workspace, String path) {
        return read(workspace, path).flatMap(Workspaces::decoded);
    }

    /**
     * Lines that match, in the order of paths, at most so many; files that are no text are left
     * out.
     */
    public List<Search.Hit> search(Workspace workspace, Search search, int most) {
        List<Search.Hit> hits = new ArrayList<>();
        contents(workspace)
                .takeWhile(file -> hits.size() < most)
                .forEach(
                        file ->
                                decoded(file.getValue())
                                        .ifPresent(
                                                text ->
                                                        hits.addAll(
                                                                search.in(
                                                                        file.getKey(),
                                                                        text,
                                                                        most - hits.size()))));
        return hits;
    }

    /** Each file's path and bytes in the order of paths, read a few at a time. */
    public Stream<Map.Entry<String, byte[]>> contents(Workspace workspace) {
        return workspace.files().entrySet().stream()
                .gather(
                        Gatherers.mapConcurrent(
                                AT_ONCE,
                                file ->
                                        Map.entry(
                                                file.getKey(),
                                                content(workspace, file.getValue()))));
    }

    /** Stores the files as a zip: the same files give the same bytes. */
    public void archive(Workspace workspace, String key) {
        try (var archive = new Spool()) {
            archive.write(
                    out -> zipped(workspace, new ZipOutputStream(out, StandardCharsets.UTF_8)));
            archive.store(s3, bucket, key, "application/zip");
        }
    }

    private ZipOutputStream zipped(Workspace workspace, ZipOutputStream zip) throws IOException {
        contents(workspace).forEach(file -> write(zip, file.getKey(), file.getValue()));
        zip.finish();
        return zip;
    }

    /** Adds a file to a zip: the same content gives the same bytes. */
    public static void write(ZipOutputStream zip, String path, byte[] content) {
        var entry = new ZipEntry(path);
        // the earliest time that a zip can tell, in no time zone
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        try {
            zip.putNextEntry(entry);
            zip.write(content);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Workspace load(String key) {
        byte[] json = s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArrayUnsafe();
        try {
            return Json.MAPPER.readValue(json, Manifest.class).workspace(tenantOf(key));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(key + " is no workspace", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] content(Workspace workspace, FileRef file) {
        String fresh = workspace.fresh().get(file.sha256());
        return fresh == null
                ? blobs.get(workspace.tenant(), file)
                : fresh.getBytes(StandardCharsets.UTF_8);
    }

    private static String tenantOf(String key) {
        String[] parts = key.split("/", -1);
        if (parts.length != 5 || !parts[0].equals("tasks") || !parts[3].equals("workspaces")) {
            throw new IllegalArgumentException(
                    key
                            + " is no key of a workspace: tasks/<tenant>/<task>/workspaces/<name>.json");
        }
        return parts[1];
    }

    /** The text of a content; empty if it is no text in UTF-8. */
    public static Optional<String> decoded(byte[] content) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(content))
                            .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
