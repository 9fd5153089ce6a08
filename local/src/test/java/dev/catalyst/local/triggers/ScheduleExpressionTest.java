package dev.catalyst.local.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

class ScheduleExpressionTest {

    private static Instant utc(String time) {
        return LocalDateTime.parse(time).toInstant(ZoneOffset.UTC);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate(1 minute)           |2026-01-31T10:00:30|2026-01-31T10:01:30",
                "rate(5 minutes)          |2026-01-31T10:00:00|2026-01-31T10:05:00",
                "rate(1 hour)             |2026-01-31T10:00:00|2026-01-31T11:00:00",
                "rate(2 days)             |2026-01-31T10:00:00|2026-02-02T10:00:00",
                "at(2026-02-01T00:00:00)  |2026-01-31T10:00:00|2026-02-01T00:00:00",
                "cron(* * * * ? *)        |2026-01-31T10:00:30|2026-01-31T10:01:00",
                "cron(* * * * ? *)        |2026-01-31T10:00:00|2026-01-31T10:01:00",
                "cron(0 12 * * ? *)       |2026-01-31T12:00:00|2026-02-01T12:00:00",
                "cron(15 10 ? * MON-FRI *)|2026-01-31T10:00:00|2026-02-02T10:15:00",
                "cron(0/15 8-9 * * ? *)   |2026-01-31T08:46:00|2026-01-31T09:00:00",
                "cron(5,35 14 * * ? *)    |2026-01-31T14:05:00|2026-01-31T14:35:00",
                "cron(0 0 1 1 ? 2030)     |2026-01-31T00:00:00|2030-01-01T00:00:00",
                "cron(0 0 L * ? *)        |2026-02-01T00:00:00|2026-02-28T00:00:00",
                "cron(0 0 LW * ? *)       |2026-02-01T00:00:00|2026-02-27T00:00:00",
                "cron(0 0 1W * ? *)       |2026-08-01T00:00:00|2026-08-03T00:00:00",
                "cron(0 0 31W * ? *)      |2026-05-01T00:00:00|2026-05-29T00:00:00",
                "cron(0 0 ? * 6#3 *)      |2026-01-31T00:00:00|2026-02-20T00:00:00",
                "cron(0 0 ? * FRIL *)     |2026-01-31T00:00:00|2026-02-27T00:00:00",
                "cron(0 0 ? * L *)        |2026-01-31T00:00:00|2026-02-07T00:00:00",
                "cron(0 0 ? * 1 *)        |2026-01-31T00:00:00|2026-02-01T00:00:00",
                "cron(0 0 29 2 ? *)       |2026-01-31T00:00:00|2028-02-29T00:00:00",
                "cron(0 18 ? jan,dec SUN *)|2026-02-01T00:00:00|2026-12-06T18:00:00",
            })
    void the_next_run_is_the_first_after_the_time(String expression, String after, String next) {
        assertThat(ScheduleExpression.of(expression, ZoneOffset.UTC).next(utc(after)))
                .contains(utc(next));
    }

    @Test
    void a_schedule_may_have_no_further_run() {
        assertThat(
                        ScheduleExpression.of("cron(0 0 1 1 ? 2020)", ZoneOffset.UTC)
                                .next(utc("2026-01-01T00:00:00")))
                .isEmpty();
        assertThat(
                        ScheduleExpression.of("at(2020-01-01T00:00:00)", ZoneOffset.UTC)
                                .next(utc("2026-01-01T00:00:00")))
                .isEmpty();
    }

    @Test
    void a_cron_runs_in_its_own_time_zone() {
        assertThat(
                        ScheduleExpression.of("cron(0 9 * * ? *)", ZoneId.of("Europe/Berlin"))
                                .next(utc("2026-03-28T12:00:00")))
                .contains(utc("2026-03-29T07:00:00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "every minute",
                "rate(0 minutes)",
                "rate(1 minutes)",
                "rate(5 minute)",
                "rate(5 seconds)",
                "cron(* * * * *)",
                "cron(0 0 * * * *)",
                "cron(0 0 ? * ? *)",
                "cron(60 0 * * ? *)",
                "cron(0 24 * * ? *)",
                "cron(0 0 32 * ? *)",
                "cron(0 0 0 * ? *)",
                "cron(0 0 * 13 ? *)",
                "cron(0 0 ? * 8 *)",
                "cron(0 0 5-1 * ? *)",
                "cron(0 0 1-2-3 * ? *)",
                "cron(x 0 * * ? *)",
                "cron(0/0 0 * * ? *)",
                "at(tomorrow)"
            })
    void a_wrong_expression_is_refused_by_name(String expression) {
        assertThatThrownBy(() -> ScheduleExpression.of(expression, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schedule " + expression);
    }
}
