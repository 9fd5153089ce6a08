/** What runs inside a deployed function, beside the application; it stands on the JDK alone. */
@NullMarked
package dev.catalyst.agents.deployer.inside;

import org.jspecify.annotations.NullMarked;
