/**
 * Step Functions in this process: runs JSONata state machines durably and answers the service's
 * API.
 *
 * <p>An execution is a story of {@link dev.catalyst.local.stepfunctions.Fact facts} in a journal;
 * its state is what they add up to. Nothing else is stored, so a restart, a redrive and the history
 * that the API shows all read the same facts.
 */
package dev.catalyst.local.stepfunctions;
