package dev.catalyst.llm;

import dev.langchain4j.data.message.AiMessage;

/** How a model call ended. What was billed without an answer that serves is counted too. */
public sealed interface Outcome {

    /** Tokens that were billed. */
    Usage usage();

    /** The model answered: text, tool calls or both. */
    record Answered(AiMessage message, Usage usage) implements Outcome {}

    /** The answer reached the bound of output tokens and is cut off. */
    record Truncated(AiMessage message, Usage usage) implements Outcome {}

    /** The provider answered with something that cannot be read. */
    record Garbled(String reason, Usage usage) implements Outcome {}

    /** The model or its provider's content filter declined. */
    record Refused(String reason, Usage usage) implements Outcome {}

    /** The provider could not be reached, was overloaded or did not accept the call. */
    record Unavailable(String reason) implements Outcome {
        @Override
        public Usage usage() {
            return Usage.NONE;
        }
    }

    /** The offline generator cannot read the prompt. */
    record Unsupported(String reason) implements Outcome {
        @Override
        public Usage usage() {
            return Usage.NONE;
        }
    }

    /** The time that the caller gave for the call and its retries is up. */
    record OutOfTime() implements Outcome {
        @Override
        public Usage usage() {
            return Usage.NONE;
        }
    }

    /** The caller's check said that the call is no longer wanted. */
    record Cancelled() implements Outcome {
        @Override
        public Usage usage() {
            return Usage.NONE;
        }
    }
}
