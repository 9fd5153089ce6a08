/** The Architect: from the plan to components, files, contracts and waves. */
@NullMarked
package dev.catalyst.agents.architect;

import org.jspecify.annotations.NullMarked;
