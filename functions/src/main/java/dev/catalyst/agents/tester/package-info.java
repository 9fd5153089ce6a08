/** The Tester: acceptance tests from the plan and the contracts alone, then their run. */
@NullMarked
package dev.catalyst.agents.tester;

import org.jspecify.annotations.NullMarked;
