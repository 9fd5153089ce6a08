package dev.catalyst.llm;

import static software.amazon.awssdk.services.bedrockruntime.model.ConversationRole.ASSISTANT;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.AwsResponseMetadata;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStartEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStopEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlockStart;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Puts the events of one ConverseStream together to the answer that Converse would have given. A
 * block's events come one after the other; thoughts and citations are passed over, as no turn uses
 * them.
 */
final class StreamedAnswer implements ConverseStreamResponseHandler.Visitor {

    private final List<ContentBlock> blocks = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder input = new StringBuilder();
    private @Nullable ToolUseBlockStart tool;
    private @Nullable String stopReason;
    private @Nullable TokenUsage usage;
    private @Nullable AwsResponseMetadata metadata;
    private int events;

    synchronized void begin(ConverseStreamResponse response) {
        metadata = response.responseMetadata();
    }

    synchronized void add(ConverseStreamOutput event) {
        events++;
        event.accept(this);
    }

    /** How many events came so far. */
    synchronized int events() {
        return events;
    }

    @Override
    public void visitContentBlockStart(ContentBlockStartEvent event) {
        endBlock();
        tool = event.start() == null ? null : event.start().toolUse();
    }

    @Override
    public void visitContentBlockDelta(ContentBlockDeltaEvent event) {
        var delta = event.delta();
        if (delta != null && delta.text() != null) {
            text.append(delta.text());
        }
        if (delta != null && delta.toolUse() != null && delta.toolUse().input() != null) {
            input.append(delta.toolUse().input());
        }
    }

    @Override
    public void visitContentBlockStop(ContentBlockStopEvent event) {
        endBlock();
    }

    private void endBlock() {
        if (tool != null) {
            blocks.add(
                    ContentBlock.fromToolUse(
                            ToolUseBlock.builder()
                                    .toolUseId(tool.toolUseId())
                                    .name(tool.name())
                                    .input(arguments(input.toString()))
                                    .build()));
        } else if (!text.isEmpty()) {
            blocks.add(ContentBlock.fromText(text.toString()));
        }
        tool = null;
        text.setLength(0);
        input.setLength(0);
    }

    @Override
    public void visitMessageStop(MessageStopEvent event) {
        endBlock();
        stopReason = event.stopReasonAsString();
        if (event.stopReason() == StopReason.MAX_TOKENS) {
            blocks.removeIf(block -> block.toolUse() != null && !block.toolUse().input().isMap());
        }
    }

    @Override
    public void visitMetadata(ConverseStreamMetadataEvent event) {
        usage = event.usage();
    }

    /** The answer; empty if the stream ended before it did. */
    synchronized Optional<ConverseResponse> response() {
        return Optional.ofNullable(stopReason)
                .map(
                        reason -> {
                            var message = Message.builder().role(ASSISTANT).content(blocks).build();
                            var response = ConverseResponse.builder();
                            response.responseMetadata(metadata);
                            return response.output(ConverseOutput.fromMessage(message))
                                    .stopReason(reason)
                                    .usage(usage)
                                    .build();
                        });
    }

    /** A tool's arguments; as a text, which is no arguments, if they are no JSON. */
    private static Document arguments(String json) {
        if (json.isEmpty()) {
            return Document.fromMap(new LinkedHashMap<>());
        }
        try {
            return document(Json.tree(json));
        } catch (UncheckedIOException malformed) {
            return Document.fromString(json);
        }
    }

    private static Document document(JsonNode json) {
        return switch (json.getNodeType()) {
            case OBJECT -> {
                var fields = new LinkedHashMap<String, Document>();
                json.forEachEntry((name, value) -> fields.put(name, document(value)));
                yield Document.fromMap(fields);
            }
            case ARRAY -> Document.fromList(json.valueStream().map(one -> document(one)).toList());
            case NUMBER -> Document.fromNumber(json.decimalValue());
            case BOOLEAN -> Document.fromBoolean(json.booleanValue());
            case STRING -> Document.fromString(json.textValue());
            default -> Document.fromNull();
        };
    }
}
