package dev.catalyst.local;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.ErrorReports;
import dev.catalyst.lambda.Masking;

import java.nio.file.Path;

/** How this process logs: set before the first logger is made. */
public final class Logs {

    private static final String FILE = "catalyst.log.file";

    private Logs() {}

    /** The functions' own format on stderr, with the emulators silenced. */
    public static void configure(Configuration configuration) {
        var level = configuration.get("LOG_LEVEL");
        System.setProperty("catalyst.log.level", level.equals("WARNING") ? "WARN" : level);
        System.setProperty("catalyst.log.format", configuration.get("LOG_FORMAT"));
        var file = System.getProperty(FILE) == null ? "" : ",log4j2-file.xml";
        System.setProperty("log4j2.configurationFile", "log4j2.xml,log4j2-local.xml" + file);
        Masking.use(Masking.of(configuration.variables()));
        ErrorReports.use(new Env(configuration.variables()));
    }

    /** To be called first where the screen is not the log's: it goes to this file instead. */
    public static void toFile(Path file) {
        System.setProperty(FILE, file.toString());
    }
}
