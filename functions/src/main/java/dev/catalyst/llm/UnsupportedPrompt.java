package dev.catalyst.llm;

/**
 * The offline generator cannot read a prompt; the message says what it reads and what to set up.
 */
public final class UnsupportedPrompt extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The failure's code on the wire. */
    public static final String CODE = "offline_prompt_unsupported";

    public UnsupportedPrompt(String message) {
        super(message);
    }
}
