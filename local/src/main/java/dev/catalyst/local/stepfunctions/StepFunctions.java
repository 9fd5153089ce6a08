package dev.catalyst.local.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.local.stepfunctions.asl.Builtins;
import dev.catalyst.local.stepfunctions.asl.Datum;
import dev.catalyst.local.stepfunctions.asl.DefinitionReader;
import dev.catalyst.local.stepfunctions.asl.InvalidDefinition;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/** The service: state machines and their executions, durable in a directory. */
public final class StepFunctions implements AutoCloseable {

    static final String ROLE = "arn:aws:iam::000000000000:role/local";

    private static final Logger LOG = LoggerFactory.getLogger(StepFunctions.class);
    private static final Duration REDRIVABLE_FOR = Duration.ofDays(14);
    private static final Duration KEPT_FOR = Duration.ofDays(90);
    private static final int MAX_REDRIVES = 1_000;

    private final Clock clock;
    private final Builtins builtins;
    private final Machines machines;
    private final Executions executions = new Executions();
    private final Stories stories;
    private final Alarms alarms;
    private final Announcer announcer;
    private final Engine engine;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Reads the directory; executions go on with {@link #start}. */
    public StepFunctions(
            Path directory, Clock clock, TaskInvoker invoker, StatusListener listener) {
        this(directory, clock, new SecureRandom(), invoker, listener);
    }

    /**
     * @param random of jitter, tokens, $random and $uuid; safe for use by many threads
     */
    StepFunctions(
            Path directory,
            Clock clock,
            RandomGenerator random,
            TaskInvoker invoker,
            StatusListener listener) {
        this.clock = clock;
        builtins = new Builtins(clock, random);
        try {
            stories = new Stories(directory.resolve("journal"), executions);
            stories.forgetEndedBefore(clock.instant().minus(KEPT_FOR), executions);
            machines = new Machines(directory.resolve("definitions"), builtins);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        alarms = new Alarms(clock);
        announcer = new Announcer(listener, stories, alarms, clock, threads);
        engine = new Engine(stories, alarms, clock, random, invoker, announcer);
    }

    /**
     * Creates a state machine, or replaces the one of that name, and answers its ARN; throws {@link
     * InvalidDefinition} that names all it cannot run.
     */
    public String create(String name, JsonNode definition) {
        try {
            return machines.create(name, definition, now()).arn();
        } catch (InvalidDefinition e) {
            throw e.of(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws {@link InvalidDefinition}. */
    public void validate(JsonNode definition) {
        DefinitionReader.read(definition, builtins);
    }

    /** Lets executions that were running when the process ended go on. */
    public void start() {
        for (Listing listing : executions.all()) {
            announcer.announceMissed(listing);
            if (listing.standing.status() == Status.RUNNING) {
                try {
                    engine.resume(load(listing));
                } catch (IOException | InvalidDefinition e) {
                    LOG.error("{} stands still: {}", listing.arn(), e.getMessage());
                }
            }
        }
    }

    /** Does at once what is due by the clock: for tests that move theirs. */
    public void tick() {
        alarms.tick();
    }

    /**
     * Starts an execution. A name that is taken answers the execution that has it if that one runs
     * with the same input; else this throws {@code ExecutionAlreadyExists}.
     */
    public Description startExecution(String machineArn, String name, String input) {
        Machine machine =
                machines.find(machineArn).orElseThrow(() -> ServiceFault.noMachine(machineArn));
        Datum parsed = checkedInput(name, input);
        Instant now = now();
        String arn = Machine.executionArn(machine.name(), name);
        Listing listing = new Listing(arn, machineArn, name, now);
        synchronized (listing) { // whoever finds it in the index waits here until it has begun
            Optional<Listing> other = executions.add(listing);
            if (other.isPresent()) {
                return same(other.get(), parsed);
            }
            Fact.ExecutionStarted started =
                    new Fact.ExecutionStarted(
                            machine.name(), name, machine.digest(), parsed.text());
            engine.begin(new Execution(machine, listing), started, now).await();
        }
        return describeStart(listing, parsed.text());
    }

    private static Datum checkedInput(String name, String input) {
        if (!name.matches("[A-Za-z0-9_-]{1,80}")) {
            throw new ServiceFault("InvalidName", "Invalid Name: '" + name + "'");
        }
        Datum parsed;
        try {
            parsed = Datum.parse(input);
        } catch (UncheckedIOException e) {
            throw new ServiceFault(
                    "InvalidExecutionInput", "Invalid State Machine Execution Input: not JSON");
        }
        if (parsed.tooLarge()) {
            throw new ServiceFault(
                    "InvalidExecutionInput",
                    "The input is larger than " + Datum.MAX_BYTES + " bytes");
        }
        return parsed;
    }

    private Description same(Listing listing, Datum input) {
        synchronized (listing) {
            Optional<Execution> running = engine.running(listing.arn());
            if (running.isEmpty() || !running.get().input.tree().equals(input.tree())) {
                throw new ServiceFault(
                        "ExecutionAlreadyExists",
                        "Execution Already Exists: '" + listing.arn() + "'");
            }
        }
        return describeStart(listing, input.text());
    }

    private static Description describeStart(Listing listing, String input) {
        return new Description(
                listing.arn(),
                listing.machineArn(),
                listing.name(),
                Status.RUNNING,
                listing.startDate(),
                null,
                input,
                null,
                null,
                null,
                0,
                null,
                "Execution is RUNNING and cannot be redriven");
    }

    /** Throws {@code ExecutionDoesNotExist}. */
    public Description describe(String executionArn) {
        Listing listing = listing(executionArn);
        // before its records, which may be ahead: what shows here shows to a redrive too
        Standing standing = listing.standing;
        List<Event> ends = stories.readEnds(listing);
        String input = ((Fact.ExecutionStarted) ends.getFirst().fact()).input();
        Outcome outcome = new Outcome(null, null, null);
        if (standing.status() != Status.RUNNING) {
            Event last = ends.getLast();
            if (last.id() != standing.lastChange()) {
                return describe(executionArn); // redriven between the two
            }
            outcome = Outcome.of((Fact.StatusChanged) last.fact());
        }
        return new Description(
                listing.arn(),
                listing.machineArn(),
                listing.name(),
                standing.status(),
                listing.startDate(),
                standing.stopDate(),
                input,
                outcome.output(),
                outcome.error(),
                outcome.cause(),
                standing.redriveCount(),
                standing.redriveDate(),
                notRedrivable(standing).orElse(null));
    }

    private Optional<String> notRedrivable(Standing standing) {
        Status status = standing.status();
        if (status == Status.RUNNING || status == Status.SUCCEEDED) {
            return Optional.of("Execution is " + status + " and cannot be redriven");
        }
        if (standing.stopDate().plus(REDRIVABLE_FOR).isBefore(clock.instant())) {
            return Optional.of("Execution ended more than 14 days ago and cannot be redriven");
        }
        if (standing.redriveCount() >= MAX_REDRIVES) {
            return Optional.of("Execution has been redriven 1000 times and cannot be redriven");
        }
        return standing.lastChange() >= Turn.MAX_EVENTS - 1
                ? Optional.of("Execution has reached its event limit and cannot be redriven")
                : Optional.empty();
    }

    /** Stops an execution and answers when; one that has ended stays as it is. */
    public Instant stop(String executionArn, String error, String cause) {
        Listing listing = listing(executionArn);
        engine.running(executionArn)
                .ifPresent(execution -> engine.stop(execution, error, cause).await());
        Instant stopped = listing.standing.stopDate();
        return stopped == null ? now() : stopped;
    }

    /** Lets an execution that ended without success go on from where it failed. */
    public Instant redrive(String executionArn) {
        Listing listing = listing(executionArn);
        synchronized (listing) {
            Optional<String> refusal = notRedrivable(listing.standing);
            if (refusal.isPresent()) {
                throw new ServiceFault("ExecutionNotRedrivable", refusal.get());
            }
            try {
                engine.redrive(load(listing)).await();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return listing.standing.redriveDate();
        }
    }

    private Execution load(Listing listing) throws IOException {
        List<Event> events = stories.read(listing);
        Fact.ExecutionStarted started = (Fact.ExecutionStarted) events.getFirst().fact();
        Machine machine = machines.past(started.machine(), started.definition());
        Execution execution = new Execution(machine, listing);
        events.forEach(execution::apply);
        return execution;
    }

    public void sendTaskSuccess(String token, String output) {
        Datum parsed;
        try {
            parsed = Datum.parse(output);
        } catch (UncheckedIOException e) {
            throw new ServiceFault("InvalidOutput", "Invalid Output: not JSON");
        }
        if (parsed.tooLarge()) {
            throw new ServiceFault(
                    "InvalidOutput", "The output is larger than " + Datum.MAX_BYTES + " bytes");
        }
        answer(token, false, (interpreter, run) -> interpreter.succeeded(run, parsed));
    }

    /** Error and cause may be null. */
    public void sendTaskFailure(String token, String error, String cause) {
        answer(token, false, (interpreter, run) -> interpreter.failed(run, error, cause));
    }

    public void sendTaskHeartbeat(String token) {
        answer(token, true, (interpreter, run) -> {});
    }

    private void answer(String token, boolean heartbeat, Engine.Answer answer) {
        if (!token.matches("[A-Za-z0-9_-]{64}")) {
            throw new ServiceFault("InvalidToken", "Invalid Token: 'Invalid token'");
        }
        if (!engine.answer(token, heartbeat, answer)) {
            throw new ServiceFault(
                    "TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
        }
    }

    /** The events with an id from {@code from} to {@code to}. */
    List<Event> history(String executionArn, long from, long to) {
        return stories.readHistory(listing(executionArn), from, to);
    }

    /** The id of the last event so far. */
    long lastEventId(String executionArn) {
        return stories.lastId(listing(executionArn));
    }

    NavigableSet<Listing> executionsOf(String machineArn) {
        return executions.ofMachine(machine(machineArn).arn());
    }

    Collection<Machine> machines() {
        return machines.all();
    }

    Machine machine(String arn) {
        return machines.find(arn).orElseThrow(() -> ServiceFault.noMachine(arn));
    }

    Machine machineOf(String executionArn) {
        Event first = stories.readEnds(listing(executionArn)).getFirst();
        Fact.ExecutionStarted started = (Fact.ExecutionStarted) first.fact();
        try {
            return machines.past(started.machine(), started.definition());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Listing listing(String executionArn) {
        return executions
                .find(executionArn)
                .filter(listing -> listing.firstRecord >= 0)
                .orElseThrow(() -> ServiceFault.noExecution(executionArn));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Stops without ending anything: running executions go on after the next start. */
    @Override
    public void close() {
        alarms.close();
        announcer.close();
        engine.close();
        threads.shutdownNow();
        try {
            stories.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
