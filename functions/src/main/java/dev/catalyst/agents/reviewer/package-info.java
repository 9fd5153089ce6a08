/** The Reviewer: judges each criterion and the change. */
@NullMarked
package dev.catalyst.agents.reviewer;

import org.jspecify.annotations.NullMarked;
