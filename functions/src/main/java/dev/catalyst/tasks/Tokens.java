package dev.catalyst.tasks;

/** Tokens that a model read and wrote. */
public record Tokens(long input, long output) {

    public static final Tokens NONE = new Tokens(0, 0);

    Tokens plus(Tokens more) {
        return new Tokens(input + more.input, output + more.output);
    }
}
