package dev.catalyst.local.cli;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.local.AwsDeployment;

import picocli.CommandLine.Command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code catalyst doctor}: what this machine and its configuration lack, and what to do about it.
 */
@Command(
        name = "doctor",
        description = "Check this machine and the configuration; says what to mend.",
        footer = {"", "Ends with 1 if a line says FAIL."})
final class DoctorCommand implements Callable<Integer> {

    private final Session session;

    DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var findings = findings();
        findings.forEach(finding -> session.out().println(finding.line(session.paint())));
        var toMend =
                findings.stream().filter(finding -> finding.level() == Finding.Level.FAIL).count();
        session.out().println();
        session.out()
                .println(
                        toMend == 0
                                ? "Nothing to mend: ./catalyst up"
                                : toMend + " to mend, each with its remedy above.");
        return toMend == 0 ? ExitCode.COMPLETED : ExitCode.FAILED;
    }

    private List<Finding> findings() {
        var machine = new MachineCheck(session);
        var findings = new ArrayList<Finding>();
        findings.add(machine.jdk());
        findings.add(machine.maven());
        findings.add(machine.bubblewrap());
        findings.addAll(configuration());
        // what depends on values is looked at where they can be used
        if (Configuration.problems(session.variables()).isEmpty()) {
            var configuration = session.configuration();
            findings.add(machine.ports(configuration));
            findings.add(machine.disk(configuration));
            findings.add(new ProviderCheck(configuration).finding());
            findings.add(deployments(configuration));
        }
        return findings;
    }

    private Finding deployments(Configuration configuration) {
        var what = "deployments";
        var refusal = AwsDeployment.refusal(configuration, session.variables());
        if (refusal.isPresent()) {
            return Finding.fail(what, refusal.get());
        }
        if (configuration.get("MOCK_DEPLOYMENT").equals("true")) {
            return Finding.ok(
                    what,
                    "mock: a bundle is stored, nothing leaves this machine. Set MOCK_DEPLOYMENT=false and DEPLOY_TARGET to deploy.");
        }
        return Finding.ok(
                what,
                configuration.get("DEPLOY_TARGET").equals("aws")
                        ? "real: stacks of the CloudFormation at AWS_ENDPOINT_URL_CLOUDFORMATION"
                        : "real: pull requests through %s, on the repo_url of each task's project"
                                .formatted(configuration.get("GITHUB_URL")));
    }

    private List<Finding> configuration() {
        var findings = new ArrayList<Finding>();
        var what = "configuration";
        Configuration.problems(session.variables())
                .forEach(problem -> findings.add(Finding.fail(what, problem.toString())));
        if (findings.isEmpty()) {
            findings.add(Finding.ok(what, "every variable can be used"));
            session.configuration()
                    .warnings()
                    .forEach(warning -> findings.add(Finding.warn(what, warning)));
        }
        var file = session.root().resolve(".env");
        Configuration.unknown(DotEnv.read(file).keySet())
                .forEach(
                        name ->
                                findings.add(
                                        Finding.warn(
                                                ".env",
                                                name
                                                        + " is no variable of Catalyst: .env.example lists them")));
        return findings;
    }
}
