package dev.catalyst.local.stepfunctions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import dev.catalyst.local.stepfunctions.journal.Commit;
import dev.catalyst.local.stepfunctions.journal.Entry;
import dev.catalyst.local.stepfunctions.journal.Journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

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
        if (entry.flags() == STATUS) {
            recallStatus(entry, known, index);
        }
        Listing listing = known.get(entry.first());
        if (listing == null) {
            return; // its beginning was forgotten with an older file
        }
        if (entry.flags() == HEARD) {
            listing.lastHeard = entry.mark();
        } else {
            listing.lastRecord = entry.position();
        }
    }

    private static void recallStatus(Entry entry, Map<Long, Listing> known, Executions index) {
        for (Event event : decode(entry)) {
            if (event.fact() instanceof Fact.ExecutionStarted started) {
                Listing begun = Executions.listing(started, event);
                begun.firstRecord = entry.position();
                known.put(entry.position(), begun);
                index.add(begun);
            }
            Listing listing = known.get(entry.first());
            if (listing != null) {
                listing.note(event);
            }
        }
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

    /** Appends events; the answer is when they are durable. Under the execution's lock. */
    Commit append(Listing listing, List<Event> events) {
        boolean status = events.stream().anyMatch(e -> e.fact() instanceof Fact.StatusChanged);
        byte[] body;
        try {
            body = MAPPER.writeValueAsBytes(new Fact.Batch(events));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        Journal.Appended appended =
                journal.append(
                        status ? STATUS : 0,
                        listing.firstRecord,
                        listing.lastRecord,
                        firstId(events),
                        body);
        if (listing.firstRecord < 0) {
            listing.firstRecord = appended.position();
        }
        listing.lastRecord = appended.position();
        return appended.commit();
    }

    /** The id of the first event that is not a note; if all are notes, no event's id. */
    private static long firstId(List<Event> events) {
        return events.stream()
                .mapToLong(Event::id)
                .filter(id -> id > 0)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** Notes that the listener has heard; if this is lost, it hears again. */
    void heard(Listing listing, long eventId) {
        journal.append(HEARD, listing.firstRecord, -1, eventId, new byte[0])
                .commit()
                .then(() -> listing.lastHeard = eventId);
    }

    /** All that happened in an execution, notes too, from the start. */
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

    /**
     * The events with an id from {@code from} to {@code to}. The chain's heads are walked back from
     * the end, and only the records asked for are read.
     */
    List<Event> readHistory(Listing listing, long from, long to) {
        List<Event> events = new ArrayList<>();
        try {
            Deque<Long> wanted = new ArrayDeque<>();
            long at = listing.lastRecord;
            while (at >= 0) {
                Entry head = journal.readHead(at);
                if (head.mark() <= to) {
                    wanted.addFirst(at);
                }
                at = head.mark() <= from ? -1 : head.previous();
            }
            for (long position : wanted) {
                events.addAll(decode(journal.read(position)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        events.removeIf(event -> event.id() < Math.max(1, from) || event.id() > to);
        return events;
    }

    /** The id of the execution's last event. */
    long lastId(Listing listing) {
        try {
            long at = listing.lastRecord;
            while (true) {
                Entry entry = journal.read(at);
                OptionalLong last = decode(entry).stream().mapToLong(Event::id).max();
                if (last.orElse(0) > 0) {
                    return last.getAsLong();
                }
                at = entry.previous();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The execution's first event and its last. */
    List<Event> readEnds(Listing listing) {
        try {
            Event first = decode(journal.read(listing.firstRecord)).getFirst();
            Event last = decode(journal.read(listing.lastRecord)).getLast();
            return List.of(first, last);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the oldest files as far as they tell of nothing but what ended before a time. */
    void forgetEndedBefore(Instant time, Executions index) throws IOException {
        long keepFrom = Long.MAX_VALUE;
        for (Listing listing : index.all()) {
            Standing standing = listing.standing;
            boolean kept =
                    standing.status() == Status.RUNNING
                            || listing.lastHeard < standing.lastChange()
                            || !standing.stopDate().isBefore(time);
            if (kept) {
                keepFrom = Math.min(keepFrom, listing.firstRecord);
            }
        }
        index.forgetBefore(journal.forgetBefore(keepFrom));
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
