package dev.catalyst.local.cli;

import dev.catalyst.lambda.Json;

import java.util.stream.StreamSupport;

/** Projects, as far as commands need them. */
record Projects(Api api) {

    private static final String NAME = "Command line";

    /** The project of tasks that name none: found by its name, or made. */
    String ofCommandLine() {
        var all = api.get("/api/projects?limit=100").path("items");
        return StreamSupport.stream(all.spliterator(), false)
                .filter(project -> project.path("name").asText().equals(NAME))
                .filter(project -> project.path("status").asText().equals("active"))
                .map(project -> project.path("id").asText())
                .findFirst()
                .orElseGet(this::made);
    }

    private String made() {
        var body = Json.MAPPER.createObjectNode();
        body.put("name", NAME);
        body.put("description", "Tasks of ./catalyst run that name no project");
        return api.post("/api/projects", body).path("id").asText();
    }
}
