package dev.catalyst.llm.offline;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the values of a field are. */
public sealed interface Kind {

    record Text() implements Kind {}

    record WholeNumber(long least, long most) implements Kind {

        static final WholeNumber ANY = new WholeNumber(Long.MIN_VALUE, Long.MAX_VALUE);

        boolean isBounded() {
            return !equals(ANY);
        }
    }

    record Decimal() implements Kind {}

    record Date() implements Kind {}

    record YesOrNo() implements Kind {}

    record OneOf(List<String> choices) implements Kind {
        public OneOf {
            choices = List.copyOf(choices);
        }
    }

    record OneOfNumbers(List<Long> choices) implements Kind {
        public OneOfNumbers {
            choices = List.copyOf(choices);
        }
    }

    /** In words, as {@link #read} understands them. */
    default String words() {
        return switch (this) {
            case Text text -> "text";
            case WholeNumber number when number.isBounded() ->
                    "whole number from " + number.least() + " to " + number.most();
            case WholeNumber number -> "whole number";
            case Decimal decimal -> "decimal number";
            case Date date -> "date";
            case YesOrNo yesOrNo -> "yes or no";
            case OneOf(var choices) -> "one of " + String.join(", ", choices);
            case OneOfNumbers(var choices) ->
                    choices.stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(", ", "one of the numbers ", ""));
        };
    }

    /** The kind that {@link #words} wrote. */
    static Kind read(String words) {
        var range = Pattern.compile("whole number from (-?\\d+) to (-?\\d+)").matcher(words);
        if (range.matches()) {
            return new WholeNumber(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)));
        }
        if (words.matches("one of the numbers -?\\d+(?:, -?\\d+)*")) {
            var numbers = words.substring("one of the numbers ".length()).split(", ");
            return new OneOfNumbers(Arrays.stream(numbers).map(Long::valueOf).toList());
        }
        if (words.startsWith("one of ")) {
            return new OneOf(List.of(words.substring("one of ".length()).split(", ")));
        }
        return switch (words) {
            case "text" -> new Text();
            case "whole number" -> WholeNumber.ANY;
            case "decimal number" -> new Decimal();
            case "date" -> new Date();
            case "yes or no" -> new YesOrNo();
            default -> throw new IllegalArgumentException("no kind of field: " + words);
        };
    }
}
