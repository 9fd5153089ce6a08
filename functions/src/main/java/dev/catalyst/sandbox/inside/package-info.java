/**
 * What runs inside the sandbox, beside the untrusted code: it knows the JDK and JUnit only, and
 * says what happens line by line in a report that the outside reads.
 */
@NullMarked
package dev.catalyst.sandbox.inside;

import org.jspecify.annotations.NullMarked;
