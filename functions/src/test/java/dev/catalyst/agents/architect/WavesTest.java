package dev.catalyst.agents.architect;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

@NullUnmarked // a test hands in nothing and looks into what is there
class WavesTest {

    @Test
    void a_component_comes_in_the_first_wave_that_it_can() {
        assertThat(
                        Waves.of(
                                Map.of(
                                        "page", List.of("store"),
                                        "store", List.of(),
                                        "api", List.of("store", "page"))))
                .contains(List.of(List.of("store"), List.of("page"), List.of("api")));
    }

    @Test
    void a_cycle_has_no_waves() {
        assertThat(Waves.of(Map.of("a", List.of("b"), "b", List.of("a"), "c", List.of())))
                .isEmpty();
        assertThat(Waves.of(Map.of("a", List.of("a")))).isEmpty();
    }

    /**
     * Random graphs without cycles: all in, none before what it builds on, none later than needed.
     */
    @Test
    void every_component_comes_once_right_behind_the_last_that_it_builds_on() {
        for (int seed = 0; seed < 500; seed++) {
            Map<String, List<String>> dependencies = acyclic(new Random(seed));
            List<List<String>> waves = Waves.of(dependencies).orElseThrow();
            var all = waves.stream().flatMap(List::stream).toList();
            assertThat(all).containsExactlyInAnyOrderElementsOf(dependencies.keySet());
            var before = new HashSet<String>();
            var lastWave = new HashSet<String>();
            for (List<String> wave : waves) {
                for (String component : wave) {
                    assertThat(before).containsAll(dependencies.get(component));
                    assertThat(
                                    lastWave.isEmpty()
                                            || dependencies.get(component).stream()
                                                    .anyMatch(lastWave::contains))
                            .isTrue();
                }
                before.addAll(wave);
                lastWave.clear();
                lastWave.addAll(wave);
            }
        }
    }

    private static Map<String, List<String>> acyclic(Random random) {
        int size = 1 + random.nextInt(12);
        var order = new ArrayList<Integer>();
        for (int i = 0; i < size; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        var dependencies = new LinkedHashMap<String, List<String>>();
        for (int i = 0; i < size; i++) {
            var needs = new ArrayList<String>();
            for (int earlier = 0; earlier < size; earlier++) {
                if (order.get(earlier) < order.get(i) && random.nextInt(4) == 0) {
                    needs.add("c" + earlier);
                }
            }
            dependencies.put("c" + i, needs);
        }
        return dependencies;
    }
}
