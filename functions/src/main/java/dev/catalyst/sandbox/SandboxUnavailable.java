package dev.catalyst.sandbox;

/** Code that is not trusted cannot be run here; the message names what to install. */
public final class SandboxUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SandboxUnavailable(String message) {
        super(message);
    }
}
