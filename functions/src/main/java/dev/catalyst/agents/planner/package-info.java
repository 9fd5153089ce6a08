/** The Planner: from the prompt to a plan with numbered acceptance criteria. */
@NullMarked
package dev.catalyst.agents.planner;

import org.jspecify.annotations.NullMarked;
