package dev.catalyst.local.cli;

import java.util.Locale;

/** Colours for terminals; plain text where there is none. */
record Paint(boolean on) {

    private static final String ESCAPE = "\u001b[";

    String bold(String text) {
        return in("1", text);
    }

    String dim(String text) {
        return in("2", text);
    }

    String good(String text) {
        return in("32", text);
    }

    String careful(String text) {
        return in("33", text);
    }

    String bad(String text) {
        return in("31", text);
    }

    /** Each agent in a colour of its own. */
    String agent(String agent, String text) {
        return switch (agent.toLowerCase(Locale.ROOT)) {
            case "planner" -> in("36", text);
            case "architect" -> in("34", text);
            case "coder" -> in("32", text);
            case "tester" -> in("33", text);
            case "reviewer" -> in("35", text);
            case "deployer" -> in("96", text);
            default -> in("2", text);
        };
    }

    /**
     * Text from a model or a server without what could steer the terminal: control characters go,
     * line breaks and tabs become spaces.
     */
    static String harmless(String text) {
        return text.replaceAll("[\\r\\n\\t]+", " ")
                .replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u202a-\\u202e\\u2066-\\u2069]", "");
    }

    private String in(String code, String text) {
        return on ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
    }
}
