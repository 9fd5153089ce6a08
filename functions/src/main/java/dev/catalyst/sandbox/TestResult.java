package dev.catalyst.sandbox;

/** One test's end: its name, and what it said if it failed. */
public record TestResult(String name, boolean passed, String message) {}
