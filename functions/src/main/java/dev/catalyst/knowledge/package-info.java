/** What this organisation knows: today the lessons of finished tasks, ranked by BM25. */
@NullMarked
package dev.catalyst.knowledge;

import org.jspecify.annotations.NullMarked;
