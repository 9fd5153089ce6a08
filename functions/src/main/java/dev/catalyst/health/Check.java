package dev.catalyst.health;

import dev.catalyst.health.Health.Status;

import java.time.Duration;

/**
 * One part of the whole that can be looked at.
 *
 * @param critical whether nothing works without it
 * @param patience how long its call may take
 */
record Check(String name, boolean critical, Duration patience, Call configured, Call call) {

    /** What was found. */
    record Found(Status status, String detail) {

        static Found healthy(String detail) {
            return new Found(Status.HEALTHY, detail);
        }
    }

    /** Looks at the part; whatever it throws says that the part is ill. */
    interface Call {
        Found look() throws Exception;
    }

    /** What a part that does not answer makes of it. */
    Status whenIll() {
        return critical ? Status.UNHEALTHY : Status.DEGRADED;
    }
}
