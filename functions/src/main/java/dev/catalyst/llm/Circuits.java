package dev.catalyst.llm;

import java.util.concurrent.ConcurrentHashMap;

/** Where the circuit of each provider is kept: shared by all instances, or by one process alone. */
public interface Circuits {

    /** The provider's circuit, closed if nothing is known. */
    Circuit read(Provider provider);

    /** Stores {@code next} if the circuit is still {@code seen}; false if somebody was faster. */
    boolean replace(Provider provider, Circuit seen, Circuit next);

    /** Circuits that one process keeps to itself. */
    final class OfProcess implements Circuits {
        private final ConcurrentHashMap<Provider, Circuit> kept = new ConcurrentHashMap<>();

        @Override
        public Circuit read(Provider provider) {
            return kept.computeIfAbsent(provider, fresh -> Circuit.CLOSED);
        }

        @Override
        public boolean replace(Provider provider, Circuit seen, Circuit next) {
            return kept.replace(provider, seen, next);
        }
    }
}
