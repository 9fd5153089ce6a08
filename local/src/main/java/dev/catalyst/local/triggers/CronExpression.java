package dev.catalyst.local.triggers;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The six fields of EventBridge's cron: minutes, hours, day of month, month, day of week (1 is
 * Sunday), year.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html">AWS
 *     documentation</a>
 */
record CronExpression(
        BitSet minutes, BitSet hours, BitSet months, BitSet years, Predicate<LocalDate> days) {

    private static final List<String> MONTHS =
            List.of(
                    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
                    "DEC");
    private static final List<String> WEEKDAYS =
            List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2199;

    static CronExpression of(String text) {
        String[] fields = text.strip().split("\\s+");
        if (fields.length != 6) {
            throw new IllegalArgumentException(
                    "cron needs six fields (minutes, hours, day of month, month, day of week, year)");
        }
        if (fields[2].equals("?") == fields[4].equals("?")) {
            throw new IllegalArgumentException(
                    "exactly one of day of month and day of week must be ?");
        }
        return new CronExpression(
                set("minutes", fields[0], 0, 59, List.of()),
                set("hours", fields[1], 0, 23, List.of()),
                set("month", fields[3], 1, 12, MONTHS),
                set("year", fields[5], FIRST_YEAR, LAST_YEAR, List.of()),
                fields[4].equals("?") ? daysOfMonth(fields[2]) : daysOfWeek(fields[4]));
    }

    /** The first matching minute after the given time. */
    Optional<ZonedDateTime> next(ZonedDateTime after) {
        LocalDate date = after.toLocalDate();
        while (date.getYear() <= LAST_YEAR) {
            if (!years.get(date.getYear())) {
                date = date.with(TemporalAdjusters.firstDayOfNextYear());
            } else if (!months.get(date.getMonthValue())) {
                date = date.with(TemporalAdjusters.firstDayOfNextMonth());
            } else {
                Optional<ZonedDateTime> found =
                        days.test(date) ? firstOn(date, after) : Optional.empty();
                if (found.isPresent()) {
                    return found;
                }
                date = date.plusDays(1);
            }
        }
        return Optional.empty();
    }

    private Optional<ZonedDateTime> firstOn(LocalDate date, ZonedDateTime after) {
        return hours.stream()
                .boxed()
                .flatMap(h -> minutes.stream().mapToObj(m -> LocalTime.of(h, m)))
                .map(time -> date.atTime(time).atZone(after.getZone()))
                .filter(time -> time.isAfter(after))
                .findFirst();
    }

    private static Predicate<LocalDate> daysOfMonth(String field) {
        if (field.equals("L")) {
            return date -> date.equals(YearMonth.from(date).atEndOfMonth());
        }
        if (field.equals("LW")) {
            return date -> date.equals(nearestWeekday(YearMonth.from(date).atEndOfMonth()));
        }
        if (field.matches("\\d{1,2}W")) {
            int day = Integer.parseInt(field.substring(0, field.length() - 1));
            set("day of month", String.valueOf(day), 1, 31, List.of());
            return date ->
                    day <= date.lengthOfMonth()
                            && date.equals(nearestWeekday(date.withDayOfMonth(day)));
        }
        BitSet days = set("day of month", field, 1, 31, List.of());
        return date -> days.get(date.getDayOfMonth());
    }

    /** The weekday nearest to the date in its month. */
    private static LocalDate nearestWeekday(LocalDate date) {
        int shift =
                switch (date.getDayOfWeek()) {
                    case SATURDAY -> date.getDayOfMonth() == 1 ? 2 : -1;
                    case SUNDAY -> date.getDayOfMonth() == date.lengthOfMonth() ? -2 : 1;
                    case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> 0;
                };
        return date.plusDays(shift);
    }

    private static Predicate<LocalDate> daysOfWeek(String field) {
        if (field.matches("\\w+#[1-5]")) {
            String[] parts = field.split("#");
            DayOfWeek day = weekday(number("day of week", parts[0], 1, 7, WEEKDAYS));
            int nth = Integer.parseInt(parts[1]);
            return date -> date.getDayOfWeek() == day && (date.getDayOfMonth() - 1) / 7 + 1 == nth;
        }
        if (field.matches("\\w+L")) {
            String name = field.substring(0, field.length() - 1);
            DayOfWeek day = weekday(number("day of week", name, 1, 7, WEEKDAYS));
            return date -> date.equals(date.with(TemporalAdjusters.lastInMonth(day)));
        }
        BitSet days = set("day of week", field.equals("L") ? "7" : field, 1, 7, WEEKDAYS);
        return date -> days.get(date.getDayOfWeek().getValue() % 7 + 1);
    }

    private static DayOfWeek weekday(int sundayIsOne) {
        return DayOfWeek.of((sundayIsOne + 5) % 7 + 1);
    }

    private static BitSet set(String name, String field, int min, int max, List<String> names) {
        var set = new BitSet();
        for (String part : field.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            String[] range = stepped[0].split("-", -1);
            int from = min;
            int to = max;
            if (!stepped[0].equals("*")) {
                from = number(name, range[0], min, max, names);
                to = range.length == 2 ? number(name, range[1], min, max, names) : from;
                to = range.length == 1 && stepped.length == 2 ? max : to;
            }
            int step = stepped.length == 2 ? number(name, stepped[1], 1, max, List.of()) : 1;
            if (stepped.length > 2 || range.length > 2 || from > to) {
                throw refused(name, part, min, max);
            }
            for (int value = from; value <= to; value += step) {
                set.set(value);
            }
        }
        return set;
    }

    private static int number(String name, String text, int min, int max, List<String> names) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        int value = -1;
        if (named >= 0) {
            value = named + 1;
        } else if (text.matches("\\d{1,4}")) {
            value = Integer.parseInt(text);
        }
        if (value < min || value > max) {
            throw refused(name, text, min, max);
        }
        return value;
    }

    private static IllegalArgumentException refused(String name, String part, int min, int max) {
        return new IllegalArgumentException(
                "%s: %s is not from %d to %d, nor a list, range or step of such"
                        .formatted(name, part, min, max));
    }
}
