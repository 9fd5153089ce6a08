package dev.catalyst.local.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code catalyst completion}: a script that completes commands and options. */
@Command(
        name = "completion",
        description = "Print a completion script for bash and zsh.",
        footer = {"", "For example, in ~/.bashrc: source <(/path/to/catalyst completion)"})
final class CompletionCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        var script = AutoComplete.bash("catalyst", spec.root().commandLine());
        spec.commandLine().getOut().println(script);
        return ExitCode.COMPLETED;
    }
}
