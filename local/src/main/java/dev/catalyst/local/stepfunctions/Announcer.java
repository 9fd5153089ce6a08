package dev.catalyst.local.stepfunctions;

import dev.catalyst.local.stepfunctions.journal.Commit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** Tells the listener of changes of status: each at least once, in order for one execution. */
final class Announcer {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final StatusListener listener;
    private final Stories stories;
    private final Alarms alarms;
    private final Clock clock;
    private final ExecutorService threads;
    private volatile boolean closed;

    Announcer(
            StatusListener listener,
            Stories stories,
            Alarms alarms,
            Clock clock,
            ExecutorService threads) {
        this.listener = listener;
        this.stories = stories;
        this.alarms = alarms;
        this.clock = clock;
        this.threads = threads;
    }

    /** Announces the changes among an execution's events once they are durable. */
    void announce(Listing listing, String input, List<Event> events, Commit durable) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        durable.then(() -> ready.complete(null));
        for (Event event : events) {
            if (event.fact() instanceof Fact.StatusChanged fact) {
                StatusListener.Change change = change(listing, input, event, fact);
                listing.heard =
                        CompletableFuture.allOf(listing.heard, ready)
                                .thenComposeAsync(
                                        heard -> deliver(listing, event.id(), change), threads);
            }
        }
    }

    /** Announces what was not heard before the process ended. */
    void announceMissed(Listing listing) {
        if (listing.standing.lastChange() <= listing.lastHeard) {
            return;
        }
        List<Event> events = stories.read(listing);
        String input = ((Fact.ExecutionStarted) events.getFirst().fact()).input();
        List<Event> missed =
                events.stream().filter(event -> event.id() > listing.lastHeard).toList();
        announce(listing, input, missed, Commit.past());
    }

    private static StatusListener.Change change(
            Listing listing, String input, Event event, Fact.StatusChanged fact) {
        Instant at = Instant.ofEpochMilli(event.at());
        Outcome outcome = Outcome.of(fact);
        return new StatusListener.Change(
                listing.arn(),
                listing.machineArn(),
                listing.name(),
                fact.status(),
                listing.startDate(),
                fact.status() == Status.RUNNING ? null : at,
                input,
                outcome.output(),
                outcome.error(),
                outcome.cause());
    }

    private CompletableFuture<Void> deliver(
            Listing listing, long eventId, StatusListener.Change change) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        attempt(listing, eventId, change, done, Duration.ofSeconds(1));
        return done;
    }

    private void attempt(
            Listing listing,
            long eventId,
            StatusListener.Change change,
            CompletableFuture<Void> done,
            Duration pause) {
        if (closed) {
            return;
        }
        try {
            listener.changed(change);
        } catch (RuntimeException e) {
            LOG.warn(
                    "{} is {}: the listener failed, again in {}",
                    change.name(),
                    change.status(),
                    pause,
                    e);
            Duration twice = pause.multipliedBy(2);
            Duration next = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
            alarms.at(
                    clock.instant().plus(pause),
                    () -> threads.execute(() -> attempt(listing, eventId, change, done, next)));
            return;
        }
        if (!closed) {
            stories.heard(listing, eventId);
            done.complete(null);
        }
    }

    void close() {
        closed = true;
    }
}
