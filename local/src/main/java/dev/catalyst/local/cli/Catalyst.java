package dev.catalyst.local.cli;

import dev.catalyst.lambda.InvalidConfiguration;
import dev.catalyst.local.HostUnavailable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** The command line; the script {@code catalyst} starts it. */
@Command(
        name = "catalyst",
        description = "Turns a prompt into planned, written, tested, reviewed and deployed code.",
        version = "catalyst 0.1.0",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 completed, 1 failed, 2 wrong usage, 3 cancelled or rejected,",
            "4 host, configuration or environment cannot serve, 130 interrupted."
        })
public final class Catalyst implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }

    public static void main(String... arguments) {
        boolean json = Arrays.asList(arguments).contains("--json");
        var out = stream(new FileOutputStream(FileDescriptor.out));
        var raw = new FileOutputStream(FileDescriptor.err);
        var err = stream(json ? new JsonLines(raw) : raw);
        if (json) {
            // what libraries print goes where every line is made JSON
            System.setOut(err);
            System.setErr(err);
        }
        System.exit(execute(arguments, out, err, json));
    }

    private static int execute(String[] arguments, PrintStream out, PrintStream err, boolean json) {
        try {
            var root = Path.of(System.getProperty("catalyst.root", "")).toAbsolutePath();
            return of(Session.ofProcess(root, out, err, json)).execute(arguments);
        } catch (CannotServe e) {
            err.println(e.getMessage());
            return ExitCode.CANNOT_SERVE;
        }
    }

    /** The commands for a session. */
    static CommandLine of(Session session) {
        var line = new CommandLine(new Catalyst());
        line.addSubcommand(new RunCommand(session))
                .addSubcommand(new UpCommand(session))
                .addSubcommand(new EnvCommand(session))
                .addSubcommand(new TokenCommand(session))
                .addSubcommand(new TaskCommand(session))
                .addSubcommand(new ProjectCommand(session))
                .addSubcommand(new DeadLettersCommand(session))
                .addSubcommand(new AuditCommand(session))
                .addSubcommand(new DoctorCommand(session))
                .addSubcommand(new CompletionCommand());
        line.setExpandAtFiles(false)
                .setOut(new PrintWriter(session.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(session.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(
                                session.paint().on() ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler((wrong, _) -> misused(session, wrong))
                .setExecutionExceptionHandler(failure(session));
        line.getSubcommands().values().forEach(Catalyst::addHelp);
        return line;
    }

    /** {@code --help} everywhere, the version at the top alone. */
    private static void addHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(
                        CommandLine.Model.OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .type(boolean.class)
                                .description("Show this help.")
                                .build());
        line.getSubcommands().values().forEach(Catalyst::addHelp);
    }

    private static IExecutionExceptionHandler failure(Session session) {
        return (exception, line, parsed) ->
                switch (exception) {
                    case ApiProblem problem -> told(session, problem, problem.exitCode());
                    case CannotServe cannot -> told(session, cannot, ExitCode.CANNOT_SERVE);
                    case HostUnavailable cannot -> told(session, cannot, ExitCode.CANNOT_SERVE);
                    case InvalidConfiguration wrong -> told(session, wrong, ExitCode.CANNOT_SERVE);
                    default -> unforeseen(session, exception);
                };
    }

    private static int misused(Session session, ParameterException wrong) {
        var line = wrong.getCommandLine();
        session.error(wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, line.getErr());
        session.error("See " + line.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static int unforeseen(Session session, Exception exception) {
        session.error("Failed: " + exception);
        if ("DEBUG".equals(session.variables().get("LOG_LEVEL"))) {
            exception.printStackTrace(session.err());
        }
        return ExitCode.FAILED;
    }

    private static int told(Session session, Exception exception, int code) {
        session.error(exception.getMessage());
        return code;
    }

    private static PrintStream stream(OutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
