package dev.catalyst.auth;

import dev.catalyst.store.Key;
import dev.catalyst.store.Table;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.Map;

/**
 * A tenant's bucket in the table. Its one number is the time at which it will be full again, in
 * microseconds (the generic cell rate algorithm, ITU-T I.371): to take requests out is to move that
 * time on, which one conditional update does, however many do it at once.
 */
final class Bucket {

    private static final String FULL = "full";
    private static final int MOST_TRIES = 5;

    private final Table table;
    private final Key key;
    private final Rate rate;

    Bucket(Table table, String tenant, Rate rate) {
        this.table = table;
        this.key = Key.rate(tenant);
        this.rate = rate;
    }

    /** How many requests were taken, maybe none, and when the bucket will now be full. */
    record Taken(int count, long full) {}

    /**
     * Takes a batch, or what there is of it.
     *
     * @param seen when the bucket will be full, as far as the caller knows: a good guess saves a
     *     call
     */
    Taken take(long seen, long now) {
        long full = seen;
        for (int tries = 1; tries <= MOST_TRIES; tries++) {
            int count = (int) Math.min(rate.batch(), rate.free(full, now));
            if (count == 0) {
                return new Taken(0, full);
            }
            long cost = count * rate.interval();
            var update = full > now ? drawn(cost, now) : rested(cost, now);
            if (update.done()) {
                return new Taken(count, update.full());
            }
            full = update.full();
        }
        // so many others take from it that there is nothing left for now
        return new Taken(0, now + rate.depth());
    }

    private record Update(boolean done, long full) {}

    /** Takes from a bucket that is not full. */
    private Update drawn(long cost, long now) {
        return update(
                "SET #full = #full + :cost",
                "#full > :now AND #full <= :most",
                Map.of(
                        ":cost", number(cost),
                        ":now", number(now),
                        ":most", number(now + rate.depth() - cost)));
    }

    /** Takes from a full bucket. */
    private Update rested(long cost, long now) {
        return update(
                "SET #full = :next, #kind = :kind",
                "attribute_not_exists(#full) OR #full <= :now",
                Map.of(
                        ":next", number(now + cost),
                        ":now", number(now),
                        ":kind", AttributeValue.fromS("rate")));
    }

    private Update update(String change, String condition, Map<String, AttributeValue> values) {
        var updated = table.update(key, change, condition, values);
        return new Update(updated.done(), updated.item().path(FULL).asLong());
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }
}
