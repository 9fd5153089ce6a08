package dev.catalyst.local;

import dev.catalyst.lambda.Configuration;

/** How this process logs: set before the first logger is made. */
public final class Logs {

    private Logs() {}

    /** The functions' own format on stderr, with the emulators silenced. */
    public static void configure(Configuration configuration) {
        var level = configuration.get("LOG_LEVEL");
        System.setProperty("catalyst.log.level", level.equals("WARNING") ? "WARN" : level);
        System.setProperty("catalyst.log.format", configuration.get("LOG_FORMAT"));
        System.setProperty("log4j2.configurationFile", "log4j2.xml,log4j2-local.xml");
    }
}
