package dev.catalyst.auth;

import dev.catalyst.lambda.Allowance;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;

/** What this instance has taken out of a tenant's bucket and not yet given away. */
final class Lease {

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final long SECOND = 1_000_000;

    private final Rate rate;
    private final Bucket bucket;

    private int left;

    /** When the bucket in the table will be full, as last seen. */
    private long full;

    private long emptyUntil;

    Lease(Rate rate, Bucket bucket) {
        this.rate = rate;
        this.bucket = bucket;
    }

    /** Gives one request away, or says when to come again; {@code now} in microseconds. */
    synchronized Allowance take(long now) {
        // a tenant that was refused is refused without the table until there is something again
        if (left == 0 && now >= emptyUntil) {
            refill(now);
        }
        if (left == 0) {
            return new Allowance(0, Math.ceilDiv(Math.max(1, emptyUntil - now), SECOND));
        }
        left--;
        return new Allowance(Math.min(rate.burst(), left + rate.free(full, now)), 0);
    }

    private void refill(long now) {
        try {
            var taken = bucket.take(full, now);
            left = taken.count();
            full = taken.full();
            emptyUntil = left > 0 ? now : rate.next(full);
        } catch (SdkException fault) {
            // who is served needs the table anyway: the limit is no second thing to fail
            LOG.warn("the rate limit could not be checked: {}", fault.getMessage());
            left = rate.batch();
        }
    }
}
