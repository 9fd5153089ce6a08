/** Runs generated code, of which nothing is trusted, within bounds; its verdicts. */
@NullMarked
package dev.catalyst.sandbox;

import org.jspecify.annotations.NullMarked;
