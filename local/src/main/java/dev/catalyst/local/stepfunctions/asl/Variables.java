package dev.catalyst.local.stepfunctions.asl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which variables a state assigns, checked against those of the enclosing flows. */
final class Variables {

    private Variables() {}

    /**
     * Notes a problem for each name that an enclosing flow assigns: inner flows only read those.
     */
    static Set<String> assignedBy(Fields state, Set<String> outer) {
        List<Fields> places = new ArrayList<>(List.of(state));
        places.addAll(state.objects("Choices"));
        places.addAll(state.objects("Catch"));
        Set<String> names = new HashSet<>();
        for (Fields place : places) {
            for (String name : place.names("Assign")) {
                check(place, name, outer);
                names.add(name);
            }
        }
        return names;
    }

    private static void check(Fields place, String name, Set<String> outer) {
        if (name.equals("states")) {
            place.problemAt("Assign/states", "INVALID_VARIABLE_NAME", "is reserved");
        }
        if (!name.matches("[\\p{L}_][\\p{L}\\p{N}_]{0,79}")) {
            place.problemAt("Assign/" + name, "INVALID_VARIABLE_NAME", "is not a variable's name");
        }
        if (outer.contains(name)) {
            place.problemAt(
                    "Assign/" + name,
                    "VARIABLE_OF_OUTER_SCOPE",
                    "is a variable of an enclosing flow, which an inner one can only read");
        }
    }
}
