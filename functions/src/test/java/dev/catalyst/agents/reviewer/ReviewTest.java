package dev.catalyst.agents.reviewer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.agents.reviewer.Review.Finding;
import dev.catalyst.agents.reviewer.Review.Judgement;
import dev.catalyst.agents.reviewer.Review.Severity;
import dev.catalyst.agents.reviewer.Review.Verdict;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.util.List;

@NullUnmarked // a test hands in nothing and looks into what is there
class ReviewTest {

    private static final Judgement MET = new Judgement("C1", true, "a test shows it");
    private static final Judgement UNMET = new Judgement("C2", false, "nothing shows it");
    private static final Finding BLOCKING = new Finding("A.java", 3, Severity.BLOCKING, "wrong");
    private static final Finding MINOR = new Finding("A.java", 4, Severity.MINOR, "odd");

    private static List<String> problems(
            Verdict verdict, List<Judgement> judged, List<Finding> findings) {
        return new Review(verdict, judged, findings).problems(List.of("C1", "C2"));
    }

    @Test
    void every_criterion_is_judged() {
        assertThat(problems(Verdict.APPROVE, List.of(MET), List.of()))
                .containsExactly("criterion C2 is not judged");
    }

    @Test
    void nothing_is_approved_that_is_not_met_or_blocking() {
        assertThat(problems(Verdict.APPROVE, List.of(MET, UNMET), List.of(MINOR))).hasSize(1);
        assertThat(
                        problems(
                                Verdict.APPROVE,
                                List.of(MET, new Judgement("C2", true, "")),
                                List.of(BLOCKING)))
                .hasSize(1);
    }

    @Test
    void a_block_says_what_is_wrong() {
        assertThat(
                        problems(
                                Verdict.BLOCK,
                                List.of(MET, new Judgement("C2", true, "")),
                                List.of(MINOR)))
                .hasSize(1);
        assertThat(problems(Verdict.BLOCK, List.of(MET, UNMET), List.of())).isEmpty();
    }
}
