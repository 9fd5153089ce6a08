/** A task's files: snapshots per turn in S3, exact edits, search, the git commit. */
@NullMarked
package dev.catalyst.workspace;

import org.jspecify.annotations.NullMarked;
