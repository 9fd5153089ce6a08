package dev.catalyst.local.triggers;

import dev.catalyst.lambda.Json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How far one mapping has read each shard of its stream, kept in a file. */
final class Checkpoints {

    /** Position of a shard that is to be read from whatever came after the mapping was made. */
    static final String LATEST = "LATEST";

    /** Position of a shard of which all was read. */
    static final String END = "END";

    record State(String streamArn, Map<String, String> shards) {

        State {
            shards = new LinkedHashMap<>(shards);
        }
    }

    private final Path file;
    private State state;
    private boolean fresh;

    /** Begins anew if the file belongs to another stream: the table was made again. */
    Checkpoints(Path file, String streamArn) {
        this.file = file;
        this.state = read(file).filter(s -> s.streamArn().equals(streamArn)).orElse(null);
        this.fresh = state == null;
        if (fresh) {
            state = new State(streamArn, Map.of());
        }
    }

    /** Whether nothing was read of the stream ever. */
    boolean fresh() {
        return fresh;
    }

    /** A sequence number, {@link #LATEST} or {@link #END}; nothing for a shard not read yet. */
    Optional<String> position(String shard) {
        return Optional.ofNullable(state.shards().get(shard));
    }

    void reached(String shard, String position) {
        fresh = false;
        if (!position.equals(state.shards().put(shard, position))) {
            write();
        }
    }

    /** Forgets shards that the stream no longer has. */
    void keep(Set<String> shards) {
        if (state.shards().keySet().retainAll(shards)) {
            write();
        }
    }

    private static Optional<State> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(Json.read(Files.readString(file), State.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() {
        try {
            Files.createDirectories(file.getParent());
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.writeString(next, Json.write(state));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
