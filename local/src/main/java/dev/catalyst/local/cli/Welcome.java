package dev.catalyst.local.cli;

import dev.catalyst.local.template.Ports;

import java.util.List;

/** What a started host says: where everything is, and what to try. */
record Welcome(Paint paint) {

    String of(Ports ports, String home) {
        var base = Ports.address(ports.http());
        return String.join(
                "\n",
                List.of(
                        "",
                        paint.bold("Catalyst is ready") + "  " + base,
                        "",
                        row("API", base + "/api/"),
                        row("reference", base + "/docs"),
                        row("events", "ws://127.0.0.1:%d/ws/{task_id}".formatted(ports.http())),
                        row("DynamoDB", Ports.address(ports.dynamoDb())),
                        row("S3", Ports.address(ports.s3())),
                        row("SQS", Ports.address(ports.sqs())),
                        row(
                                "Step Functions",
                                Ports.address(ports.services()) + "  (and Lambda, EventBridge)"),
                        row("state", home),
                        "",
                        "Try, in another terminal:",
                        "  ./catalyst run \"Build a recipe book with title, ingredients and minutes\"",
                        "  ./catalyst task list",
                        "  eval \"$(./catalyst env)\" && aws stepfunctions list-state-machines",
                        "",
                        paint.dim("Ctrl-C stops it."),
                        ""));
    }

    private String row(String name, String address) {
        return "  %-15s %s".formatted(name, address);
    }
}
