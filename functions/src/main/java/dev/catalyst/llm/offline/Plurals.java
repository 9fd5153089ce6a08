package dev.catalyst.llm.offline;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** English plurals, for names of things. */
final class Plurals {

    private static final Set<String> SAME =
            Vocabulary.words(
                    """
                    series species news sheep fish deer moose aircraft spacecraft equipment information furniture
                    luggage software hardware music money feedback homework staff data media advice knowledge research
                    traffic laundry jewelry jewellery clothing mathematics physics economics athletics
                    means water headquarters crossroads chassis corps offspring bison salmon trout swine livestock wildlife
                    """);

    private static final Map<String, String> IRREGULAR =
            pairs(
                    """
                    person people child children man men woman women mouse mice goose geese foot feet tooth teeth ox oxen
                    leaf leaves wolf wolves knife knives life lives wife wives half halves shelf shelves loaf loaves
                    thief thieves calf calves elf elves self selves scarf scarves hoof hooves potato potatoes tomato tomatoes
                    hero heroes echo echoes veto vetoes torpedo torpedoes volcano volcanoes mosquito mosquitoes
                    criterion criteria phenomenon phenomena analysis analyses thesis theses crisis crises
                    hypothesis hypotheses diagnosis diagnoses oasis oases synopsis synopses parenthesis parentheses
                    matrix matrices vertex vertices appendix appendices bacterium bacteria curriculum curricula
                    cactus cacti fungus fungi alumnus alumni nucleus nuclei stimulus stimuli quiz quizzes
                    movie movies cookie cookies zombie zombies selfie selfies smoothie smoothies calorie calories
                    pie pies tie ties lie lies brownie brownies rookie rookies hoodie hoodies genie genies prairie prairies
                    collie collies goalie goalies veggie veggies foodie foodies cutie cuties auntie aunties bookie bookies
                    pixie pixies freebie freebies hippie hippies magpie magpies necktie neckties birdie birdies
                    cache caches niche niches ache aches headache headaches avalanche avalanches quiche quiches
                    mustache mustaches axe axes bus buses gas gases alias aliases atlas atlases canvas canvases bias biases
                    iris irises lens lenses shoe shoes horseshoe horseshoes toe toes canoe canoes oboe oboes hoe hoes foe foes
                    stomach stomachs epoch epochs monarch monarchs tech techs house houses warehouse warehouses
                    greenhouse greenhouses lighthouse lighthouses spouse spouses blouse blouses cause causes clause clauses
                    pause pauses excuse excuses muse muses fuse fuses ruse ruses use uses human humans german germans
                    roman romans talisman talismans shaman shamans christmas christmases yes yeses
                    """);

    private static final Map<String, String> SINGULARS =
            IRREGULAR.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private Plurals() {}

    /** Whether a word is a plural, or the same in both numbers. */
    static boolean isPlural(String word) {
        if (SAME.contains(word) || SINGULARS.containsKey(word)) {
            return true;
        }
        if (IRREGULAR.containsKey(word)) {
            return false;
        }
        return isMen(word)
                || word.length() > 2
                        && word.endsWith("s")
                        && !word.endsWith("ss")
                        && !word.endsWith("us")
                        && !word.endsWith("is");
    }

    static String plural(String word) {
        if (SAME.contains(word)) {
            return word;
        }
        if (IRREGULAR.containsKey(word)) {
            return IRREGULAR.get(word);
        }
        if (word.length() > 4 && word.endsWith("man")) {
            return word.substring(0, word.length() - 2) + "en";
        }
        if (endsWithConsonantAndY(word)) {
            return word.substring(0, word.length() - 1) + "ies";
        }
        return hisses(word) ? word + "es" : word + "s";
    }

    static String singular(String word) {
        if (SAME.contains(word) || !isPlural(word)) {
            return word;
        }
        if (SINGULARS.containsKey(word)) {
            return SINGULARS.get(word);
        }
        if (isMen(word)) {
            return word.substring(0, word.length() - 2) + "an";
        }
        if (word.endsWith("ies") && word.length() > 4) {
            return word.substring(0, word.length() - 3) + "y";
        }
        return word.substring(0, word.length() - (takesEs(word) ? 2 : 1));
    }

    /** The words with the last one in the singular. */
    static String singularOfLast(String words) {
        int last = words.lastIndexOf(' ') + 1;
        return words.substring(0, last) + singular(words.substring(last));
    }

    private static boolean isMen(String word) {
        return word.length() > 4 && word.endsWith("men") && !word.endsWith("imen");
    }

    private static boolean endsWithConsonantAndY(String word) {
        return word.length() > 1
                && word.endsWith("y")
                && "aeiou".indexOf(word.charAt(word.length() - 2)) < 0;
    }

    private static boolean hisses(String word) {
        return word.endsWith("s")
                || word.endsWith("x")
                || word.endsWith("z")
                || word.endsWith("ch")
                || word.endsWith("sh");
    }

    /** Whether the plural adds "es" and not "s": boxes and viruses, but sizes and houses. */
    private static boolean takesEs(String word) {
        return word.endsWith("sses")
                || word.endsWith("xes")
                || word.endsWith("ches")
                || word.endsWith("shes")
                || word.endsWith("uses")
                || word.endsWith("zzes")
                || word.endsWith("tzes");
    }

    private static Map<String, String> pairs(String text) {
        var words = Arrays.asList(text.strip().split("\\s+"));
        return java.util.stream.IntStream.range(0, words.size() / 2)
                .boxed()
                .collect(
                        Collectors.toUnmodifiableMap(
                                i -> words.get(2 * i), i -> words.get(2 * i + 1)));
    }
}
