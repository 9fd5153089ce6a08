package dev.catalyst.local.template;

import java.time.ZoneId;

/** A schedule: {@code rate(...)}, {@code cron(...)} or {@code at(...)}. */
public record Schedule(
        String name, String expression, ZoneId zone, boolean enabled, Target target) {}
