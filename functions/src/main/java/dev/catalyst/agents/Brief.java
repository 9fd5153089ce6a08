package dev.catalyst.agents;

import dev.catalyst.lambda.Json;
import dev.catalyst.llm.Tags;

import java.util.Collection;

/** The first message that an agent gets: tagged blocks, none of which can close its own tag. */
public final class Brief {

    private final StringBuilder text = new StringBuilder();

    public Brief text(String tag, String content) {
        text.append(text.isEmpty() ? "" : "\n\n").append(Tags.block(tag, content));
        return this;
    }

    public Brief json(String tag, Object value) {
        return text(tag, Json.write(value));
    }

    public Brief lines(String tag, Collection<String> lines) {
        return text(tag, String.join("\n", lines));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
