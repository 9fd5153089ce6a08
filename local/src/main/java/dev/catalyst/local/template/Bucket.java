package dev.catalyst.local.template;

/** An S3 bucket. */
public record Bucket(String name) {}
