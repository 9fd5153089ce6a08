package dev.catalyst.tasks;

import dev.catalyst.store.Key;

/** Names a task of a tenant. */
public record TaskKey(String tenant, String id) {

    Key meta() {
        return Key.task(tenant, id);
    }

    /** Another item of the task's partition. */
    public Key item(String sortKey) {
        return meta().at(sortKey);
    }

    /** Prefix of everything that the task keeps in the bucket. */
    public String prefix() {
        return "tasks/" + tenant + "/" + id + "/";
    }
}
