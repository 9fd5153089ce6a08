package dev.catalyst.llm;

/** A provider and one of its models, written {@code provider/model}. */
public record ModelName(Provider provider, String model) {

    public ModelName {
        if (model.isBlank()) {
            throw new IllegalArgumentException("a model's name is blank: give provider/model");
        }
    }

    /**
     * Reads {@code provider/model}, or {@code model} of the given provider; a slash that does not
     * follow a provider's name belongs to the model's own name.
     */
    public static ModelName parse(String text, Provider otherwise) {
        String name = text.strip();
        int slash = name.indexOf('/');
        if (slash > 0) {
            var provider = Provider.named(name.substring(0, slash));
            if (provider.isPresent()) {
                return new ModelName(provider.get(), name.substring(slash + 1));
            }
        }
        return new ModelName(otherwise, name);
    }

    /** Whether answers come from the offline generator and not from a language model. */
    public boolean simulated() {
        return provider == Provider.OFFLINE;
    }

    @Override
    public String toString() {
        return provider.wireName() + "/" + model;
    }
}
