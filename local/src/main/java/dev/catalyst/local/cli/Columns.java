package dev.catalyst.local.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of text in columns as wide as their widest value. */
final class Columns {

    private final List<List<String>> rows = new ArrayList<>();

    Columns add(String... values) {
        rows.add(Arrays.stream(values).map(Paint::harmless).toList());
        return this;
    }

    List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(List<String> row) {
        var line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            int width = column + 1 < row.size() ? width(column) + 2 : 0;
            line.append(row.get(column)).repeat(' ', Math.max(0, width - row.get(column).length()));
        }
        return line.toString();
    }

    private int width(int column) {
        return rows.stream()
                .flatMapToInt(
                        row ->
                                column < row.size()
                                        ? IntStream.of(row.get(column).length())
                                        : IntStream.empty())
                .max()
                .orElse(0);
    }
}
