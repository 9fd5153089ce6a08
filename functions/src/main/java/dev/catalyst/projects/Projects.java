package dev.catalyst.projects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Cursor;
import dev.catalyst.lambda.Json;
import dev.catalyst.store.Conflict;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;
import dev.catalyst.store.Transaction;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The projects in the table. */
public final class Projects {

    private static final int MOST_TRIES = 20;

    private final Table table;

    public Projects(Table table) {
        this.table = table;
    }

    /** Stores a new project together with what else the transaction is given. */
    public void create(String tenant, Project project, Consumer<Transaction> also) {
        var transaction =
                table.transaction()
                        .create(
                                Key.project(tenant, project.id()),
                                item(tenant, project, 1),
                                "project");
        also.accept(transaction);
        transaction.commit();
    }

    public Optional<Project> find(String tenant, String id) {
        return table.get(Key.project(tenant, id)).map(Projects::project);
    }

    /** Up to one more than the page's limit, newest first. */
    public List<Project> newest(String tenant, Cursor page) {
        return table
                .newestOf("gsi1", "T#" + tenant + "#PROJECTS", page.before(), page.limit() + 1)
                .stream()
                .map(Projects::project)
                .toList();
    }

    /**
     * Changes a project that exists, together with what else the transaction is given; the change
     * is computed again if another one came first.
     */
    public Optional<Project> change(
            String tenant, String id, Consumer<Transaction> also, UnaryOperator<Project> change) {
        var key = Key.project(tenant, id);
        for (int tries = 1; ; tries++) {
            var stored = table.get(key);
            if (stored.isEmpty()) {
                return Optional.empty();
            }
            long version = stored.get().path("version").asLong();
            var changed = change.apply(project(stored.get()));
            try {
                var transaction =
                        table.transaction()
                                .replace(
                                        key,
                                        item(tenant, changed, version + 1),
                                        "version",
                                        "version",
                                        version);
                also.accept(transaction);
                transaction.commit();
                return Optional.of(changed);
            } catch (Conflict overtaken) {
                if (tries == MOST_TRIES) {
                    throw overtaken;
                }
            }
        }
    }

    private static ObjectNode item(String tenant, Project project, long version) {
        ObjectNode item = Json.MAPPER.valueToTree(project);
        return item.put("kind", "project")
                .put("version", version)
                .put("gsi1pk", "T#" + tenant + "#PROJECTS")
                .put("gsi1sk", project.id());
    }

    private static Project project(ObjectNode item) {
        try {
            return Json.MAPPER.treeToValue(item, Project.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
