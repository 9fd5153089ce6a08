package dev.catalyst.projects;

import dev.catalyst.lambda.Destinations;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.store.Table;

import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The handler of this package with given clients, for tests outside of it. */
public final class ProjectHandlers {

    private ProjectHandlers() {}

    public static HttpHandler projectsApi(
            Table table, InstantSource clock, RandomGenerator random) {
        return new ProjectsApi(
                table, true, clock, random, Destinations.of(name -> Optional.empty()));
    }
}
