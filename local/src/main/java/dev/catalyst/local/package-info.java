/** The embedded host: serves template.yaml from one JVM. */
package dev.catalyst.local;
