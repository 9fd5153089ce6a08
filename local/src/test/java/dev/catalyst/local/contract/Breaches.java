package dev.catalyst.local.contract;

import java.util.ArrayList;
import java.util.List;

/** What does not hold, each as a sentence that names the resource. */
final class Breaches {

    private final List<String> found = new ArrayList<>();

    void need(boolean kept, Transformed.Resource resource, String breach) {
        need(kept, resource.name() + " " + breach);
    }

    void need(boolean kept, String breach) {
        if (!kept) {
            found.add(breach);
        }
    }

    List<String> all() {
        return List.copyOf(found);
    }
}
