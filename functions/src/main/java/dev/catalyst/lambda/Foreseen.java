package dev.catalyst.lambda;

/** A fault that its thrower means for who invoked it: to try again, or to tell people. */
public interface Foreseen {}
