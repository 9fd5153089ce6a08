package dev.catalyst.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.faults.Faults.Kind;
import dev.catalyst.faults.Visit.Answer;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Fails each AWS call of each handler once - before it takes effect, after it took effect, and with
 * the process's death - and has the handler called again as its caller would: the end is the same.
 */
class EachHandlerUnderFaultTest {

    private static final int MOST_TRIES = 3;

    /** They call no service: the template gives them no policy. */
    private static final Set<String> WITHOUT_CALLS =
            Set.of("dev.catalyst.sandbox.SandboxHandler", "dev.catalyst.health.PagesApi");

    /** Nobody calls it again: a lost answer is a request or a ticket that is gone. */
    private static final String AUTHORIZER = "dev.catalyst.auth.Authorizer";

    private static final String HEALTH = "dev.catalyst.health.HealthApi";

    private static final List<Visit> VISITS = Life.visits();

    private static Level before;

    @BeforeAll
    static void thousands_of_faults_are_not_logged() {
        before = LogManager.getRootLogger().getLevel();
        Configurator.setRootLevel(Level.OFF);
    }

    @AfterAll
    static void others_log_as_before() {
        Configurator.setRootLevel(before);
    }

    static Set<String> handlers() {
        return VISITS.stream().map(Visit::handler).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void a_handler_that_fails_at_any_call_comes_to_the_same_end(String handler) throws Exception {
        int faults = 0;
        int visits = 0;
        for (var visit : VISITS) {
            if (visit.handler().equals(handler)) {
                visits++;
                faults += spoil(visit);
            }
        }
        System.out.printf("%s: %d invocations, %d faults%n", handler, visits, faults);
        assertThat(faults).isPositive();
    }

    private static int spoil(Visit visit) throws Exception {
        var calm = visit.before().copy();
        var counted = Faults.none();
        var expected = visit.call().on(new Handlers(calm, counted));
        boolean gaveUp = expected.text().startsWith("{\"failed\"");
        Function<World, String> left =
                world -> gaveUp ? world.failures() : world.since(visit.before());
        var calls = List.copyOf(counted.calls());
        for (int i = 0; i < calls.size(); i++) {
            for (var kind : Kind.values()) {
                var world = visit.before().copy();
                var answer = untilDone(visit, world, Faults.at(i, kind));
                var where = "%s: call %d, %s, %s".formatted(visit, i, calls.get(i), kind);
                assertThat(answer.again()).as(where).isFalse();
                assertThat(World.withoutIds(answer.text()))
                        .as(where)
                        .isEqualTo(World.withoutIds(expected.text()));
                assertThat(left.apply(world)).as(where).isEqualTo(left.apply(calm));
            }
        }
        return calls.size() * Kind.values().length;
    }

    private static Answer untilDone(Visit visit, World world, Faults first) throws Exception {
        var answer = Answer.failed("not called");
        var faults = first;
        for (int tries = 1; answer.again() && tries <= MOST_TRIES; tries++) {
            answer = once(visit, world, faults);
            faults = Faults.none();
        }
        return answer;
    }

    private static Answer once(Visit visit, World world, Faults faults) throws Exception {
        try {
            return visit.call().on(new Handlers(world, faults));
        } catch (RuntimeException | Error end) {
            if (faults.killed()) {
                return Answer.failed("killed");
            }
            throw end;
        }
    }

    @Test
    void no_handler_of_the_template_is_left_out() throws IOException {
        var blocks = Files.readString(root().resolve("template.yaml")).split("\n(?=  \\w+:\n)");
        var declared = new TreeSet<String>();
        for (var block : blocks) {
            var handler = Pattern.compile("\n      Handler: (\\S+)").matcher(block);
            if (handler.find()) {
                declared.add(handler.group(1));
                assertThat(WITHOUT_CALLS.contains(handler.group(1)) && block.contains("Policies:"))
                        .as(handler.group(1) + " has a policy, so it is to be tested here")
                        .isFalse();
            }
        }
        declared.removeAll(WITHOUT_CALLS);
        declared.remove(AUTHORIZER);
        // that a call fails is what it tells
        declared.remove(HEALTH);
        assertThat(handlers()).isEqualTo(declared);
    }

    @Test
    void a_write_that_is_not_repeatable_would_be_found() {
        var world = new World();
        var lost = Faults.at(0, Kind.LOST);
        var visit =
                new Visit(
                        "a handler that queues what it cannot tell apart",
                        "",
                        world,
                        handlers -> {
                            try {
                                var name = "message-" + System.nanoTime();
                                handlers.sqs.sendMessage(send -> send.messageBody(name));
                                return Answer.done("");
                            } catch (RuntimeException fault) {
                                return Answer.failed("");
                            }
                        });
        var calm = world.copy();
        assertThat(Arrays.asList(state(visit, calm, Faults.none())))
                .isNotEqualTo(Arrays.asList(state(visit, world.copy(), lost)));
    }

    private static String state(Visit visit, World world, Faults faults) {
        try {
            untilDone(visit, world, faults);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return world.since(new World()).replaceAll("message-\\d+", "message");
    }

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("template.yaml"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
