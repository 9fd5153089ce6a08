/** Runs the functions in this process, with Lambda's context, time-outs, errors and wire API. */
package dev.catalyst.local.lambda;
