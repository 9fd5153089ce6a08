/** The Deployer: starts the application, commits and publishes it. */
@NullMarked
package dev.catalyst.agents.deployer;

import org.jspecify.annotations.NullMarked;
