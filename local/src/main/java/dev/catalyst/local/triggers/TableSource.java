package dev.catalyst.local.triggers;

import dev.catalyst.local.template.EventSource.FromTable;

import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Hands the changes of a table to a function: each shard in order, at least once. */
final class TableSource implements AutoCloseable {

    /** Between two looks while changes come: several then share one invocation. */
    private static final Duration BUSY_PAUSE = Duration.ofMillis(10);

    /** So that a batch stays below the 6 MB that Lambda takes, written as JSON. */
    private static final int BATCH_BYTES = 2_500_000;

    private final FromTable mapping;
    private final String streamArn;
    private final DynamoDbStreamsClient streams;
    private final Checkpoints checkpoints;
    private final StreamBatches batches;
    private final Filters filters;
    private final Clock clock;
    private final Duration idlePause;
    private final Semaphore written = new Semaphore(0);
    private final Runnable wake = written::release;
    private final Map<String, String> iterators = new LinkedHashMap<>();
    private final Loop loop;

    /**
     * @param idlePause between two looks while nothing comes; a write by this process ends it early
     */
    TableSource(
            FromTable mapping,
            String streamArn,
            DynamoDbStreamsClient streams,
            Path checkpoints,
            StreamBatches batches,
            Clock clock,
            Duration idlePause) {
        this.mapping = mapping;
        this.streamArn = streamArn;
        this.streams = streams;
        this.checkpoints = new Checkpoints(checkpoints, streamArn);
        this.batches = batches;
        this.filters = Filters.of(mapping.filters());
        this.clock = clock;
        this.idlePause = idlePause;
        TableWrites.listen(wake);
        this.loop = Loop.start(mapping.table() + " -> " + mapping.function(), this::look);
    }

    private void look() throws InterruptedException {
        boolean any = false;
        try {
            if (iterators.isEmpty()) {
                findShards();
            }
            written.drainPermits();
            for (String shard : List.copyOf(iterators.keySet())) {
                any |= read(shard);
            }
        } catch (RuntimeException e) {
            // whatever was read and not handled has to be read again: back to the checkpoint
            iterators.clear();
            throw e;
        }
        if (any) {
            Thread.sleep(BUSY_PAUSE);
        } else {
            var _ = written.tryAcquire(idlePause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Opens the shards that can be read now: a child only when all of its parent was read. */
    private void findShards() {
        List<Shard> shards = describe();
        Set<String> ids = shards.stream().map(Shard::shardId).collect(Collectors.toSet());
        checkpoints.keep(ids);
        if (checkpoints.fresh() && !mapping.fromTrimHorizon()) {
            ids.forEach(id -> checkpoints.reached(id, Checkpoints.LATEST));
        }
        for (Shard shard : shards) {
            boolean parentRead =
                    !ids.contains(shard.parentShardId()) || ended(shard.parentShardId());
            if (parentRead && !ended(shard.shardId())) {
                iterators.put(shard.shardId(), iterator(shard.shardId()));
            }
        }
    }

    private List<Shard> describe() {
        var shards = new ArrayList<Shard>();
        String last = null;
        do {
            String from = last;
            var page =
                    streams.describeStream(r -> r.streamArn(streamArn).exclusiveStartShardId(from))
                            .streamDescription();
            shards.addAll(page.shards());
            last = page.lastEvaluatedShardId();
        } while (last != null);
        return shards;
    }

    private boolean ended(String shard) {
        return checkpoints.position(shard).filter(Checkpoints.END::equals).isPresent();
    }

    private String iterator(String shard) {
        String position = checkpoints.position(shard).orElse("TRIM_HORIZON");
        return switch (position) {
            case "TRIM_HORIZON" -> iterator(shard, ShardIteratorType.TRIM_HORIZON, null);
            case Checkpoints.LATEST -> iterator(shard, ShardIteratorType.LATEST, null);
            default -> {
                try {
                    yield iterator(shard, ShardIteratorType.AFTER_SEQUENCE_NUMBER, position);
                } catch (TrimmedDataAccessException e) {
                    // read so long ago that the record itself is gone
                    yield iterator(shard, ShardIteratorType.TRIM_HORIZON, null);
                }
            }
        };
    }

    private String iterator(String shard, ShardIteratorType type, String sequenceNumber) {
        return streams.getShardIterator(
                        r ->
                                r.streamArn(streamArn)
                                        .shardId(shard)
                                        .shardIteratorType(type)
                                        .sequenceNumber(sequenceNumber))
                .shardIterator();
    }

    /** Whether there was something to read. */
    private boolean read(String shard) throws InterruptedException {
        var page = page(shard);
        if (!page.isEmpty()) {
            handle(shard, page);
        }
        if (!iterators.containsKey(shard)) {
            checkpoints.reached(shard, Checkpoints.END);
            // its children can be read now
            iterators.clear();
        }
        return !page.isEmpty();
    }

    private void handle(String shard, List<StreamRecord> page) throws InterruptedException {
        var batch = new ArrayList<StreamRecord>();
        long bytes = 0;
        for (StreamRecord record : page) {
            if (filters.pass(record.json())) {
                if (batch.size() == mapping.batchSize() || bytes + record.size() > BATCH_BYTES) {
                    hand(shard, batch);
                    batch.clear();
                    bytes = 0;
                }
                batch.add(record);
                bytes += record.size();
            }
        }
        hand(shard, batch);
        checkpoints.reached(shard, page.getLast().sequenceNumber());
    }

    private void hand(String shard, List<StreamRecord> batch) throws InterruptedException {
        if (!batch.isEmpty()) {
            batches.handle(List.copyOf(batch));
            checkpoints.reached(shard, batch.getLast().sequenceNumber());
        }
    }

    /** The next records, gathered for as long as the batching window says. */
    private List<StreamRecord> page(String shard) throws InterruptedException {
        var records = next(shard);
        Instant end = clock.instant().plus(mapping.batchingWindow());
        while (!records.isEmpty()
                && records.size() < mapping.batchSize()
                && iterators.containsKey(shard)
                && clock.instant().isBefore(end)) {
            var _ = written.tryAcquire(BUSY_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            records.addAll(next(shard));
        }
        return records;
    }

    private List<StreamRecord> next(String shard) {
        GetRecordsResponse answer = streams.getRecords(r -> r.shardIterator(iterators.get(shard)));
        var records = new ArrayList<StreamRecord>();
        answer.records().forEach(r -> records.add(StreamRecord.of(r, shard, streamArn)));
        if (answer.nextShardIterator() == null) {
            iterators.remove(shard);
        } else {
            iterators.put(shard, answer.nextShardIterator());
        }
        return records;
    }

    @Override
    public void close() {
        TableWrites.forget(wake);
        loop.close();
    }
}
