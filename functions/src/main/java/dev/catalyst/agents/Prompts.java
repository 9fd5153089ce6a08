package dev.catalyst.agents;

import dev.catalyst.tasks.Agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** The agents' standing instructions: a file each under {@code prompts/}, and the one all share. */
final class Prompts {

    private final Map<Agent, String> byAgent = new EnumMap<>(Agent.class);

    Prompts() {
        String shared = read("shared");
        for (Agent agent : Agent.values()) {
            byAgent.put(agent, read(agent.toString()).strip() + "\n\n" + shared.strip());
        }
    }

    /** The system message; its first line names the agent. */
    String of(Agent agent) {
        return "Agent: " + agent + "\n" + byAgent.get(agent);
    }

    private static String read(String name) {
        String path = "/prompts/" + name + ".md";
        try (InputStream file = Prompts.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
