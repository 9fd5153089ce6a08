/**
 * The Amazon States Language with JSONata: reads and checks a definition, evaluates its
 * expressions.
 *
 * <p>Pure: nothing here knows of time, threads or files.
 */
package dev.catalyst.local.stepfunctions.asl;
