package dev.catalyst.llm;

/**
 * Tokens that a call was billed for: all input, all output, and how much of the input was read from
 * or written to the provider's prompt cache.
 */
public record Usage(long input, long output, long cacheRead, long cacheWrite) {

    public static final Usage NONE = new Usage(0, 0, 0, 0);

    /**
     * A thousand times the longest context there is: more is a mistake that would overflow sums.
     */
    private static final long MOST = 1_000_000_000;

    public Usage {
        // a provider's figures are not trusted: nothing negative lowers a bill
        input = Math.clamp(input, 0, MOST);
        output = Math.clamp(output, 0, MOST);
        cacheRead = Math.clamp(cacheRead, 0, input);
        cacheWrite = Math.clamp(cacheWrite, 0, input - cacheRead);
    }

    public Usage(long input, long output) {
        this(input, output, 0, 0);
    }

    public Usage plus(Usage other) {
        return new Usage(
                input + other.input,
                output + other.output,
                cacheRead + other.cacheRead,
                cacheWrite + other.cacheWrite);
    }
}
