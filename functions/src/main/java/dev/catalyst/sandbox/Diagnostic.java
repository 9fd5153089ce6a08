package dev.catalyst.sandbox;

/** What a compiler says of a place; the line counts from 1, 0 where none is known. */
public record Diagnostic(String file, int line, String message) {}
