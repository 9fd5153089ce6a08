/** The command line: talks HTTP to a host that is up here or elsewhere, or starts one. */
package dev.catalyst.local.cli;
