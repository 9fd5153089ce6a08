package dev.catalyst.local.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A DynamoDB table: attribute types are {@code S}, {@code N} or {@code B}. */
public record Table(
        String name,
        Map<String, String> attributeTypes,
        Key key,
        List<Index> indexes,
        Optional<String> streamViewType,
        Optional<String> timeToLiveAttribute) {

    public Table {
        attributeTypes = Map.copyOf(attributeTypes);
        indexes = List.copyOf(indexes);
    }

    public record Key(String partition, Optional<String> sort) {}

    /** A global secondary index; {@code projection} is ALL, KEYS_ONLY or INCLUDE. */
    public record Index(String name, Key key, String projection, List<String> nonKeyAttributes) {

        public Index {
            nonKeyAttributes = List.copyOf(nonKeyAttributes);
        }
    }
}
