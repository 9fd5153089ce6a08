package dev.catalyst.agents;

import dev.catalyst.tasks.Agent;

import java.util.List;

/**
 * What the coder is asked to mend; the artifact {@code repair}.
 *
 * @param by the tester or the reviewer
 * @param byTester how many such orders the tester gave, this one included
 * @param byReviewer how many the reviewer gave, this one included
 */
public record RepairOrder(Agent by, int byTester, int byReviewer, List<String> failures) {

    public static final String NAME = "repair";

    public RepairOrder {
        failures = List.copyOf(failures);
    }

    public static RepairOrder none() {
        return new RepairOrder(Agent.TESTER, 0, 0, List.of());
    }

    public RepairOrder ofTester(List<String> found) {
        return new RepairOrder(Agent.TESTER, byTester + 1, byReviewer, found);
    }

    public RepairOrder ofReviewer(List<String> found) {
        return new RepairOrder(Agent.REVIEWER, byTester, byReviewer + 1, found);
    }
}
