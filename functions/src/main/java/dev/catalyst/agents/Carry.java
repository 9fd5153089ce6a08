package dev.catalyst.agents;

import org.jspecify.annotations.Nullable;

/**
 * What a turn hands on to the next one, so that no turn has to read all of those before it.
 *
 * @param first the turn in which this conversation began
 * @param turns model turns of this agent so far
 * @param activeMs time that this agent has worked so far
 * @param redrives the redrive in which the guards counted; a new one forgets their counts
 * @param pending the tool call that waits for the sandbox
 * @param observed the verdict that was taken in last
 * @param history what the turns did that are no longer in the window
 * @param closed whether the conversation has ended; the next turn begins a new one
 */
record Carry(
        int first,
        int turns,
        long activeMs,
        int redrives,
        Guards guards,
        @Nullable Pending pending,
        @Nullable String observed,
        String history,
        boolean closed) {

    /** A tool call without its result yet. */
    record Pending(String id, String tool) {}

    private static final int LONGEST_HISTORY = 4_000;

    static Carry fresh(int first, int redrives) {
        return new Carry(first, 0, 0, redrives, Guards.NONE, null, null, "", false);
    }

    /** The same agent's next conversation: its time and turns count on. */
    Carry reopened(int turn) {
        return new Carry(turn, turns, activeMs, redrives, Guards.NONE, null, observed, "", false);
    }

    /** After a redrive the guards start anew; what was said stays. */
    Carry redriven(int now) {
        Guards kept = now == redrives ? guards : Guards.NONE;
        return new Carry(first, turns, activeMs, now, kept, pending, observed, history, closed);
    }

    Carry worked(long ms) {
        return new Carry(
                first, turns, activeMs + ms, redrives, guards, pending, observed, history, closed);
    }

    Carry called() {
        return new Carry(
                first, turns + 1, activeMs, redrives, guards, pending, observed, history, closed);
    }

    Carry with(Guards changed) {
        return new Carry(
                first, turns, activeMs, redrives, changed, pending, observed, history, closed);
    }

    Carry waitingFor(@Nullable Pending call) {
        return new Carry(first, turns, activeMs, redrives, guards, call, observed, history, closed);
    }

    /** The verdict was taken in, and no call waits any more. */
    Carry seen(String verdict) {
        return new Carry(first, turns, activeMs, redrives, guards, null, verdict, history, closed);
    }

    Carry remembering(String line) {
        String all = history.isEmpty() ? line : history + "\n" + line;
        int over = all.length() - LONGEST_HISTORY;
        String kept = over <= 0 ? all : "...\n" + all.substring(all.indexOf('\n', over) + 1);
        return new Carry(first, turns, activeMs, redrives, guards, pending, observed, kept, closed);
    }

    Carry ended() {
        return new Carry(first, turns, activeMs, redrives, guards, null, observed, history, true);
    }
}
