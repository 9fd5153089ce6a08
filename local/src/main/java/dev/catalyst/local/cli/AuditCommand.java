package dev.catalyst.local.cli;

import dev.catalyst.audit.Chain;
import dev.catalyst.local.emulators.Emulators;
import dev.catalyst.store.Attributes;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

import java.util.Map;
import java.util.TreeMap;

/** {@code catalyst audit ...}: whether the audit log is as it was written. */
@Command(name = "audit", description = "Verify the audit log.", synopsisSubcommandLabel = "COMMAND")
final class AuditCommand implements Runnable {

    private final Session session;

    @Spec private CommandSpec spec;

    AuditCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name what to do: verify.");
    }

    @Command(
            name = "verify",
            description = {
                "Read every tenant's chain and compute its hashes again.",
                "Names the first entry that was changed or removed, and then ends with 1."
            })
    int verify(
            @Option(
                            names = "--table",
                            paramLabel = "NAME",
                            description =
                                    "The table of a deployed stack (default: that of the host on this machine).")
                    String table) {
        var chains = chains(table);
        int code = ExitCode.COMPLETED;
        for (var chain : chains.entrySet()) {
            var broken = chain.getValue().broken();
            var said =
                    broken.orElseGet(
                            () ->
                                    "%d entries, whole; %d more noted"
                                            .formatted(
                                                    chain.getValue().length(),
                                                    chain.getValue().noted()));
            session.out().println("tenant " + Paint.harmless(chain.getKey()) + ": " + said);
            code = broken.isPresent() ? ExitCode.FAILED : code;
        }
        if (chains.isEmpty()) {
            session.out().println("The audit log is empty.");
        }
        return code;
    }

    private Map<String, Chain> chains(String table) {
        if (table != null) {
            try (var client =
                    DynamoDbClient.builder()
                            .httpClientBuilder(ApacheHttpClient.builder())
                            .build()) {
                return read(client, table);
            }
        }
        var ports = session.running("name a table with --table").ports();
        try (var client = Emulators.client(DynamoDbClient.builder(), ports.dynamoDb())) {
            return read(client, client.listTables().tableNames().getFirst());
        }
    }

    /** Every item is looked at, for an index would not show what was taken out of it. */
    private static Map<String, Chain> read(DynamoDbClient client, String table) {
        var chains = new TreeMap<String, Chain>();
        var scan =
                ScanRequest.builder()
                        .tableName(table)
                        .consistentRead(true)
                        .filterExpression("contains(pk, :audit)")
                        .expressionAttributeValues(Map.of(":audit", AttributeValue.fromS("#AUDIT")))
                        .build();
        for (var item : client.scanPaginator(scan).items()) {
            Chain.tenant(item.get("pk").s())
                    .ifPresent(
                            tenant ->
                                    chains.computeIfAbsent(tenant, Chain::new)
                                            .add(Attributes.object(item)));
        }
        return chains;
    }
}
