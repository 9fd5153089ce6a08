package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** How a run speaks while it goes on and at its end. */
sealed interface RunOutput extends AutoCloseable permits LiveOutput, JsonOutput {

    /** A word about the run itself. */
    void notice(String text);

    void event(JsonNode event);

    void report(RunReport report);

    @Override
    void close();
}
