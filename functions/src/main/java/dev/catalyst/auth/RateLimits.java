package dev.catalyst.auth;

import dev.catalyst.lambda.Allowance;
import dev.catalyst.store.Table;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Each tenant's bucket of requests, which all instances of the function share: an instance takes a
 * few requests at a time out of the table's bucket, and needs the table again when it has given
 * those away.
 */
final class RateLimits {

    /** More than these are forgotten, the longest unseen first; they only lose what they took. */
    private static final int TENANTS = 10_000;

    private final Table table;
    private final Rate rate;
    private final Map<String, Lease> leases =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Lease> eldest) {
                    return size() > TENANTS;
                }
            };

    RateLimits(Table table, Rate rate) {
        this.table = table;
        this.rate = rate;
    }

    /** Takes one request out of the tenant's bucket; nothing if there is no limit. */
    Optional<Allowance> take(String tenant, Instant now) {
        return rate.isOff() ? Optional.empty() : Optional.of(lease(tenant).take(micros(now)));
    }

    private Lease lease(String tenant) {
        synchronized (leases) {
            return leases.computeIfAbsent(
                    tenant, one -> new Lease(rate, new Bucket(table, one, rate)));
        }
    }

    private static long micros(Instant now) {
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
