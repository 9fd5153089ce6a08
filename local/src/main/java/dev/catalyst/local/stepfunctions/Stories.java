package dev.catalyst.local.stepfunctions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import dev.catalyst.local.stepfunctions.journal.Entry;
import dev.catalyst.local.stepfunctions.journal.Journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The executions' events in the journal. */
final class Stories implements AutoCloseable {

    /** Marks a record with a change of status in it: a start-up reads these alone. */
    private static final byte STATUS = 1;

    /** Marks a record that says up to which event the listener has heard. */
    private static final byte HEARD = 2;

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private final Journal journal;

    /** Opens the journal and notes every execution in the index. */
    Stories(Path directory, Executions index) throws IOException {
        Map<Long, Listing> byFirstRecord = new HashMap<>();
        journal = new Journal(directory, entry -> recall(entry, byFirstRecord, index));
    }

    private static void recall(Entry entry, Map<Long, Listing> known, Executions index) {
        Listing listing = known.get(entry.first());
        if (entry.flags() == HEARD) {
            listing.lastHeard = ByteBuffer.wrap(entry.body()).getLong();
            return;
        }
        if (entry.flags() == STATUS) {
            for (Event event : decode(entry)) {
                if (event.fact() instanceof Fact.ExecutionStarted started) {
                    listing = Executions.listing(started, event);
                    listing.firstRecord = entry.position();
                    known.put(entry.position(), listing);
                    index.add(listing);
                }
                if (event.fact() instanceof Fact.StatusChanged change) {
                    listing.note(event, change);
                }
            }
        }
        listing.lastRecord = entry.position();
    }

    private static List<Event> decode(Entry entry) {
        try {
            return MAPPER.readValue(entry.body(), Fact.Batch.class).events();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The journal's record at byte %d cannot be read".formatted(entry.position()),
                    e);
        }
    }

    /** Appends events; the answer settles when they are durable. Under the execution's lock. */
    CompletableFuture<Void> append(Listing listing, List<Event> events) {
        boolean status = events.stream().anyMatch(e -> e.fact() instanceof Fact.StatusChanged);
        byte[] body;
        try {
            body = MAPPER.writeValueAsBytes(new Fact.Batch(events));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        Journal.Appended appended =
                journal.append(status ? STATUS : 0, listing.firstRecord, listing.lastRecord, body);
        if (listing.firstRecord < 0) {
            listing.firstRecord = appended.position();
        }
        listing.lastRecord = appended.position();
        return appended.durable();
    }

    /** Notes that the listener has heard; if this is lost, it hears again. */
    void heard(Listing listing, long eventId) {
        byte[] body = ByteBuffer.allocate(Long.BYTES).putLong(eventId).array();
        CompletableFuture<Void> unawaited =
                journal.append(HEARD, listing.firstRecord, -1, body).durable();
        unawaited.thenRun(() -> listing.lastHeard = eventId);
    }

    /** All events of an execution, from the first. */
    List<Event> read(Listing listing) {
        Deque<Entry> entries = new ArrayDeque<>();
        try {
            for (long at = listing.lastRecord; at >= 0; at = entries.getFirst().previous()) {
                entries.addFirst(journal.read(at));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Event> events = new ArrayList<>();
        entries.forEach(entry -> events.addAll(decode(entry)));
        return events;
    }

    /** The events of the execution's first record, then those of its last if that is another. */
    List<Event> readEnds(Listing listing) {
        try {
            List<Event> events = new ArrayList<>(decode(journal.read(listing.firstRecord)));
            long last = listing.lastRecord;
            if (last != listing.firstRecord) {
                events.addAll(decode(journal.read(last)));
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
