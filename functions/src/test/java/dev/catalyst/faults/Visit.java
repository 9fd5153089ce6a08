package dev.catalyst.faults;

/**
 * One invocation of a handler in a task's life: the world as it found it, and what was asked.
 *
 * @param handler its class's name
 */
record Visit(String handler, String what, World before, Call call) {

    /** Invokes the handler; asked again and again by who calls it, as long as it fails. */
    interface Call {
        Answer on(Handlers handlers) throws Exception;
    }

    /**
     * How the caller takes it.
     *
     * @param again whether it calls once more with the same
     * @param text what it goes on with
     */
    record Answer(boolean again, String text) {
        static Answer done(String text) {
            return new Answer(false, text);
        }

        static Answer failed(String why) {
            return new Answer(true, why);
        }
    }

    @Override
    public String toString() {
        return handler + " " + what;
    }
}
