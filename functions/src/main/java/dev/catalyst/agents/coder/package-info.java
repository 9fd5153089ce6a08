/** The Coder: writes one component, or repairs the whole application. */
@NullMarked
package dev.catalyst.agents.coder;

import org.jspecify.annotations.NullMarked;
