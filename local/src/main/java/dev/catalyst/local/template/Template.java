package dev.catalyst.local.template;

import java.util.List;
import java.util.Map;

/** What template.yaml declares, resolved for this machine: the host serves exactly this. */
public record Template(
        List<LambdaFunction> functions,
        List<HttpApi> httpApis,
        List<WebSocketApi> webSocketApis,
        List<Table> tables,
        List<Bucket> buckets,
        List<Queue> queues,
        List<StateMachine> stateMachines,
        List<EventRule> rules,
        List<Schedule> schedules,
        List<EventSource> eventSources,
        Map<String, String> outputs) {

    public Template {
        functions = List.copyOf(functions);
        httpApis = List.copyOf(httpApis);
        webSocketApis = List.copyOf(webSocketApis);
        tables = List.copyOf(tables);
        buckets = List.copyOf(buckets);
        queues = List.copyOf(queues);
        stateMachines = List.copyOf(stateMachines);
        rules = List.copyOf(rules);
        schedules = List.copyOf(schedules);
        eventSources = List.copyOf(eventSources);
        outputs = Map.copyOf(outputs);
    }
}
