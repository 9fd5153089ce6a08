package dev.catalyst.local.stepfunctions.asl;

import java.util.Map;

/**
 * What an expression can name: {@code states} and the variables in scope, without the dollar sign.
 */
public record Bindings(Map<String, Object> values) {}
