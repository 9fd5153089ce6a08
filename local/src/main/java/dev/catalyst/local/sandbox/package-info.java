/** The wall around untrusted code on one machine: bubblewrap. */
@NullMarked
package dev.catalyst.local.sandbox;

import org.jspecify.annotations.NullMarked;
