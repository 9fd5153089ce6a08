/**
 * The six agents: one model turn per invocation, tools on the task's files, typed answers. Each
 * agent's own rules are in its sub-package.
 */
@NullMarked
package dev.catalyst.agents;

import org.jspecify.annotations.NullMarked;
