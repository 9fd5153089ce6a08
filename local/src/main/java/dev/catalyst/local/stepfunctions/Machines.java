package dev.catalyst.local.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.local.stepfunctions.asl.Builtins;
import dev.catalyst.local.stepfunctions.asl.Datum;
import dev.catalyst.local.stepfunctions.asl.DefinitionReader;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The state machines, and the definitions of those that were: an execution goes on with the
 * definition it began with, whatever its machine has become.
 */
final class Machines {

    private final Path directory;
    private final Builtins builtins;
    private final Map<String, Machine> byArn = new ConcurrentSkipListMap<>();
    private final Map<String, Machine> byDigest = new ConcurrentHashMap<>();

    Machines(Path directory, Builtins builtins) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.builtins = builtins;
    }

    /** Creates or replaces a machine; throws InvalidDefinition. */
    Machine create(String name, JsonNode definition, Instant now) throws IOException {
        String json = definition.toString();
        Machine machine =
                new Machine(
                        Machine.arn(name),
                        name,
                        definition,
                        digest(json),
                        DefinitionReader.read(definition, builtins),
                        now);
        keep(machine.digest(), json);
        byArn.put(machine.arn(), machine);
        byDigest.put(name + machine.digest(), machine);
        return machine;
    }

    Optional<Machine> find(String arn) {
        return Optional.ofNullable(byArn.get(arn));
    }

    Collection<Machine> all() {
        return byArn.values();
    }

    /** The machine as it was when an execution began. */
    Machine past(String name, String digest) throws IOException {
        Machine known = byDigest.get(name + digest);
        if (known != null) {
            return known;
        }
        Path file = file(digest);
        if (!Files.exists(file)) {
            throw new IOException(
                    "The definition %s of an execution of %s is missing: restore %s"
                            .formatted(digest, name, file));
        }
        JsonNode definition = Datum.ofText(Files.readString(file)).node();
        Machine machine =
                new Machine(
                        Machine.arn(name),
                        name,
                        definition,
                        digest,
                        DefinitionReader.read(definition, builtins),
                        Files.getLastModifiedTime(file).toInstant());
        byDigest.put(name + digest, machine);
        return machine;
    }

    private Path file(String digest) {
        return directory.resolve(digest + ".json");
    }

    /** On disk before the first execution can refer to it. */
    private void keep(String digest, String json) throws IOException {
        Path file = file(digest);
        if (Files.exists(file)) {
            return;
        }
        Path draft = directory.resolve(digest + ".draft");
        Files.writeString(draft, json);
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static String digest(String json) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(json.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
