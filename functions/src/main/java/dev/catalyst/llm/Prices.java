package dev.catalyst.llm;

import dev.catalyst.lambda.Json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The dated price table {@code prices.json}: per provider the price of each model; {@code *} stands
 * for all of a provider's models.
 */
public record Prices(
        LocalDate asOf, Map<String, Source> sources, Map<String, Map<String, Price>> models) {

    /** The page that a provider's prices are from, and the day to which they are known to hold. */
    public record Source(String page, LocalDate checked) {}

    /** Bedrock's inference profiles put a region's name before the model's. */
    private static final Pattern PROFILE =
            Pattern.compile("^(us|us-gov|eu|apac|au|jp|ca|global)\\.");

    /**
     * A snapshot's date or revision, as in gpt-4o-mini-2024-07-18 or claude-sonnet-4-5-20250929.
     */
    private static final Pattern SNAPSHOT =
            Pattern.compile(
                    "(-(\\d{4}-\\d{2}-\\d{2}|\\d{8}|latest|preview-\\d{2}-\\d{2}))?(-v\\d+)?(:\\d+)?$");

    public Prices {
        sources = Map.copyOf(sources);
        models = Map.copyOf(models);
    }

    /** The table that this release was built with. */
    public static Prices current() {
        try (InputStream table = Prices.class.getResourceAsStream("/prices.json")) {
            return Json.MAPPER.readValue(
                    Objects.requireNonNull(table, "prices.json is not on the class path"),
                    Prices.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The model's price; empty if the table does not know the model. */
    public Optional<Price> of(ModelName name) {
        Map<String, Price> known = models.getOrDefault(name.provider().wireName(), Map.of());
        String plain = PROFILE.matcher(name.model()).replaceFirst("");
        String family = SNAPSHOT.matcher(plain).replaceFirst("");
        String profile = SNAPSHOT.matcher(name.model()).replaceFirst("");
        return Optional.ofNullable(known.get(profile))
                .or(() -> Optional.ofNullable(known.get(plain)))
                .or(() -> Optional.ofNullable(known.get(family)))
                .or(() -> Optional.ofNullable(known.get("*")));
    }
}
