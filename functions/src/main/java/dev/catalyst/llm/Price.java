package dev.catalyst.llm;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a model costs, in USD per million tokens; without prices of its own the prompt cache costs
 * what input costs. {@code maxOutput} is the most output tokens that the model can be asked for.
 */
public record Price(
        BigDecimal input,
        BigDecimal output,
        @Nullable BigDecimal cacheRead,
        @Nullable BigDecimal cacheWrite,
        @Nullable Integer maxOutput) {

    /** One USD per million tokens is a thousand nano-USD per token. */
    private static final BigDecimal NANO_PER_TOKEN = BigDecimal.valueOf(1000);

    public Price(BigDecimal input, BigDecimal output) {
        this(input, output, null, null, null);
    }

    /** The cost of a call in nano-USD, rounded up. */
    public long nanoUsd(Usage usage) {
        long plain = usage.input() - usage.cacheRead() - usage.cacheWrite();
        return nano(
                times(input, plain)
                        .add(times(cacheRead == null ? input : cacheRead, usage.cacheRead()))
                        .add(times(cacheWrite == null ? input : cacheWrite, usage.cacheWrite()))
                        .add(times(output, usage.output())));
    }

    /** The most that so many tokens can cost in nano-USD, whatever the cache does. */
    public long upperBoundNanoUsd(long inputTokens, long outputTokens) {
        BigDecimal dearest = cacheWrite == null ? input : input.max(cacheWrite);
        return nano(times(dearest, inputTokens).add(times(output, outputTokens)));
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }

    private static long nano(BigDecimal usdMillionths) {
        return usdMillionths
                .multiply(NANO_PER_TOKEN)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }
}
