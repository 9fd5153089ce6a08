package dev.catalyst.sandbox;

/** Where a run's verdict is stored, and whether it is good. */
public record RunResult(String observation, boolean ok) {}
