package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * For people: a line for each event, on a terminal below them who works, for how long, at what
 * cost.
 */
final class LiveOutput implements RunOutput {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final String CLEAR = "\r\u001b[K";

    private final Session session;
    private final PrintStream out;
    private final Paint paint;
    private final EventLine lines;
    private final Instant start;
    private final Thread ticker;

    private String agent = "";
    private BigDecimal cost = BigDecimal.ZERO;
    private boolean closed;

    LiveOutput(Session session, Instant start) {
        this.session = session;
        this.out = session.out();
        this.paint = session.paint();
        this.lines = new EventLine(paint);
        this.start = start;
        this.ticker = Thread.ofVirtual().unstarted(this::tick);
        if (session.terminal()) {
            ticker.start();
        }
    }

    @Override
    public synchronized void notice(String text) {
        line(paint.dim(Paint.harmless(text)));
    }

    @Override
    public synchronized void event(JsonNode event) {
        switch (event.path("type").asText()) {
            case "agent.started" ->
                    agent = event.path("agent_name").asText("").toLowerCase(Locale.ROOT);
            case "model.turn" -> cost = cost.add(event.path("data").path("cost").decimalValue());
            default -> {}
        }
        line(lines.of(event));
    }

    @Override
    public synchronized void report(RunReport report) {
        close();
        out.println();
        out.println(new Summary(session, paint).of(report));
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            ticker.interrupt();
            clear();
        }
    }

    private void line(String text) {
        clear();
        out.println(text);
        status();
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(TICK);
                status();
            }
        } catch (InterruptedException e) {
            // closed: the last status is cleared
        }
    }

    private synchronized void status() {
        if (session.terminal() && !closed) {
            var who = agent.isEmpty() ? "waiting" : agent;
            var elapsed = EventLine.clock(Duration.between(start, Instant.now()));
            out.print(
                    CLEAR
                            + paint.agent(agent, "… " + who)
                            + paint.dim("  %s  $%.4f".formatted(elapsed, cost)));
            out.flush();
        }
    }

    private void clear() {
        if (session.terminal()) {
            out.print(CLEAR);
            out.flush();
        }
    }
}
