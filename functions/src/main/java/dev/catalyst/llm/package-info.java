/**
 * Language models: the LangChain4j model of each provider, one call with its retries, what it
 * costs.
 */
@NullMarked
package dev.catalyst.llm;

import org.jspecify.annotations.NullMarked;
