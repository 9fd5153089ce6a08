package dev.catalyst.local;

/** The host cannot serve; the message says why and what to do. */
public class HostUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public HostUnavailable(String message) {
        super(message);
    }

    public HostUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    /** Another host serves from the same CATALYST_HOME. */
    public static final class HomeInUse extends HostUnavailable {

        private static final long serialVersionUID = 1L;

        public HomeInUse(String message) {
            super(message);
        }
    }
}
