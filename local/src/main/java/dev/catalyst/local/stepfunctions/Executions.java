package dev.catalyst.local.stepfunctions;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The index of all executions. */
final class Executions {

    /** The order of lists: the latest first. */
    static final Comparator<Listing> LATEST_FIRST =
            Comparator.comparing(Listing::startDate).thenComparing(Listing::arn).reversed();

    private final Map<String, Listing> byArn = new ConcurrentHashMap<>();
    private final Map<String, NavigableSet<Listing>> byMachine = new ConcurrentHashMap<>();

    static Listing listing(Fact.ExecutionStarted started, Event event) {
        return new Listing(
                Machine.executionArn(started.machine(), started.name()),
                Machine.arn(started.machine()),
                started.name(),
                Instant.ofEpochMilli(event.at()));
    }

    /** Adds it; or gives the one that has the name already. */
    Optional<Listing> add(Listing listing) {
        Listing other = byArn.putIfAbsent(listing.arn(), listing);
        if (other != null) {
            return Optional.of(other);
        }
        ofMachine(listing.machineArn()).add(listing);
        return Optional.empty();
    }

    Optional<Listing> find(String arn) {
        return Optional.ofNullable(byArn.get(arn));
    }

    NavigableSet<Listing> ofMachine(String arn) {
        return byMachine.computeIfAbsent(arn, absent -> new ConcurrentSkipListSet<>(LATEST_FIRST));
    }

    /** Drops those whose records are gone. */
    void forgetBefore(long position) {
        byArn.values().removeIf(listing -> listing.firstRecord < position);
        byMachine
                .values()
                .forEach(each -> each.removeIf(listing -> listing.firstRecord < position));
    }

    Iterable<Listing> all() {
        return byArn.values();
    }
}
