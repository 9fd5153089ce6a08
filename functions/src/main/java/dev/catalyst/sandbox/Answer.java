package dev.catalyst.sandbox;

import org.jspecify.annotations.Nullable;

/** What a sandbox function answers: a verdict, or why it runs nothing. */
record Answer(@Nullable Verdict verdict, @Nullable String unavailable) {}
