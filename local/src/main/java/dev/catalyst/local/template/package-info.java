/** Reads template.yaml, with every intrinsic resolved for this machine, into records. */
package dev.catalyst.local.template;
