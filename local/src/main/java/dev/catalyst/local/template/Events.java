package dev.catalyst.local.template;

import java.util.ArrayList;
import java.util.List;

/** What calls functions and machines: collected while the template is read. */
record Events(
        List<ApiRoute> routes,
        List<EventRule> rules,
        List<Schedule> schedules,
        List<EventSource> sources) {

    /** A route and the logical id of its API. */
    record ApiRoute(String api, HttpApi.Route route) {}

    static Events none() {
        return new Events(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    Events joinedWith(Events other) {
        var all = none();
        for (var each : List.of(this, other)) {
            all.routes.addAll(each.routes);
            all.rules.addAll(each.rules);
            all.schedules.addAll(each.schedules);
            all.sources.addAll(each.sources);
        }
        return all;
    }
}
