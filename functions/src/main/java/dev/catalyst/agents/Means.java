package dev.catalyst.agents;

import dev.catalyst.knowledge.Lessons;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Outgoing;
import dev.catalyst.lambda.Settings;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.llm.ChatModels;
import dev.catalyst.llm.ModelCall;
import dev.catalyst.llm.Patience;
import dev.catalyst.llm.Prices;
import dev.catalyst.llm.TableCircuits;
import dev.catalyst.llm.offline.OfflineModel;
import dev.catalyst.sandbox.Verdicts;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Stores;
import dev.catalyst.tasks.Turns;
import dev.catalyst.workspace.Workspaces;

import java.time.Duration;
import java.time.InstantSource;

/** What every agent works with. */
public record Means(
        Turns turns,
        Artifacts artifacts,
        Workspaces workspaces,
        Verdicts verdicts,
        Lessons lessons,
        ChatModels models,
        ModelCall calls,
        Prices prices,
        Duration agentTimeout,
        InstantSource clock) {

    private static final Duration AGENT_TIMEOUT = Duration.ofMinutes(5);

    public static Means of(Env env) {
        var clock = InstantSource.system();
        var table = new Table(Wiring.dynamoDb(), env.require("TABLE_NAME"));
        String bucket = env.require("BUCKET_NAME");
        var prices = Prices.current();
        var settings = new Settings(env);
        return new Means(
                new Turns(table, Stores.tasks(table, clock, settings::mask)),
                new Artifacts(Wiring.s3(), bucket),
                new Workspaces(Wiring.s3(), bucket),
                new Verdicts(Wiring.s3(), bucket),
                new Lessons(table),
                new ChatModels(
                        settings::find,
                        prices,
                        () -> Outgoing.http(settings::find),
                        OfflineModel::new),
                new ModelCall(new TableCircuits(table), Patience.USUAL, clock, Wiring.random()),
                prices,
                env.optional("AGENT_TIMEOUT")
                        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                        .orElse(AGENT_TIMEOUT),
                clock);
    }
}
