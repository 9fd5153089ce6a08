package dev.catalyst.llm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;

class PricesTest {

    private static final Prices PRICES = Prices.current();

    private static ModelName name(String text) {
        return ModelName.parse(text, Provider.OPENAI);
    }

    @Test
    void a_cost_is_counted_in_nano_usd() {
        Price mini = PRICES.of(name("gpt-4o-mini")).orElseThrow();
        assertThat(mini.nanoUsd(new Usage(1000, 100))).isEqualTo(150_000 + 60_000);
        assertThat(mini.nanoUsd(new Usage(50_000_000, 50_000_000))).isEqualTo(37_500_000_000L);
    }

    @Test
    void what_came_from_the_cache_has_its_own_price() {
        Price sonnet = PRICES.of(name("anthropic/claude-sonnet-4-5")).orElseThrow();
        assertThat(sonnet.nanoUsd(new Usage(1000, 0, 600, 300)))
                .isEqualTo(100 * 3000 + 600 * 300 + 300 * 3750);
    }

    @Test
    void no_bill_of_so_many_tokens_passes_the_upper_bound() {
        for (var models : PRICES.models().values()) {
            for (Price price : models.values()) {
                long bound = price.upperBoundNanoUsd(1000, 500);
                assertThat(price.nanoUsd(new Usage(1000, 500))).isLessThanOrEqualTo(bound);
                assertThat(price.nanoUsd(new Usage(1000, 500, 500, 500)))
                        .isLessThanOrEqualTo(bound);
            }
        }
    }

    @Test
    void snapshots_and_inference_profiles_have_their_models_price() {
        assertThat(PRICES.of(name("gpt-4o-mini-2024-07-18")))
                .isEqualTo(PRICES.of(name("gpt-4o-mini")));
        assertThat(PRICES.of(name("bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0")))
                .isEqualTo(PRICES.of(name("bedrock/anthropic.claude-sonnet-4-5")))
                .isPresent();
    }

    @Test
    void a_global_profile_has_a_price_of_its_own() {
        assertThat(PRICES.of(name("bedrock/global.anthropic.claude-sonnet-4-5-20250929-v1:0")))
                .map(Price::input)
                .contains(new BigDecimal("3"));
        assertThat(PRICES.of(name("bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0")))
                .map(Price::input)
                .contains(new BigDecimal("3.3"));
    }

    @Test
    void every_price_has_a_dated_source() {
        for (var models : PRICES.models().entrySet()) {
            boolean free = models.getValue().containsKey("*");
            assertThat(PRICES.sources().containsKey(models.getKey()))
                    .as(models.getKey())
                    .isNotEqualTo(free);
        }
        assertThat(PRICES.sources().values())
                .allSatisfy(
                        source -> {
                            assertThat(source.page()).startsWith("https://");
                            assertThat(source.checked()).isBeforeOrEqualTo(PRICES.asOf());
                        });
    }

    @Test
    void every_default_model_has_a_price() {
        for (Provider provider : Provider.values()) {
            assertThat(PRICES.of(new ModelName(provider, provider.defaultModel())))
                    .as(provider.wireName())
                    .isPresent();
        }
    }

    @Test
    void an_unknown_model_has_no_price_and_the_generator_costs_nothing() {
        assertThat(PRICES.of(name("gpt-4o-mini-but-better"))).isEmpty();
        assertThat(PRICES.of(name("offline/offline")))
                .map(Price::output)
                .contains(new BigDecimal("0"));
    }

    @Test
    void a_slash_of_the_models_own_name_is_kept() {
        assertThat(name("meta-llama/llama-4")).hasToString("openai/meta-llama/llama-4");
        assertThat(name("google/gemini-2.5-pro").provider()).isEqualTo(Provider.GOOGLE);
    }
}
