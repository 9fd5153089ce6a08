/**
 * Hides personal data and secrets in text that people and other systems read: one pass from left to
 * right, linear in the text's length, and the same text again for its own output.
 */
package dev.catalyst.lambda.redaction;
