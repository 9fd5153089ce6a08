package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

/** For programs: events as JSON lines on stderr, the report as the only thing on stdout. */
record JsonOutput(Session session) implements RunOutput {

    @Override
    public void notice(String text) {
        session.err().println(text);
    }

    @Override
    public void event(JsonNode event) {
        session.err().println(Json.write(event));
    }

    @Override
    public void report(RunReport report) {
        session.out().println(Json.write(report));
    }

    @Override
    public void close() {
        session.out().flush();
    }
}
