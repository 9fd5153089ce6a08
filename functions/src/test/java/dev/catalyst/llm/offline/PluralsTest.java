package dev.catalyst.llm.offline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluralsTest {

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    recipe, recipes
                    person, people
                    category, categories
                    box, boxes
                    child, children
                    mouse, mice
                    bus, buses
                    series, series
                    news, news
                    todo, todos
                    potato, potatoes
                    photo, photos
                    day, days
                    company, companies
                    movie, movies
                    expense, expenses
                    house, houses
                    class, classes
                    address, addresses
                    dish, dishes
                    batch, batches
                    leaf, leaves
                    sleeve, sleeves
                    knife, knives
                    woman, women
                    salesman, salesmen
                    human, humans
                    specimen, specimens
                    analysis, analyses
                    virus, viruses
                    status, statuses
                    course, courses
                    license, licenses
                    exercise, exercises
                    database, databases
                    size, sizes
                    quiz, quizzes
                    lens, lenses
                    gas, gases
                    fax, faxes
                    cache, caches
                    shoe, shoes
                    hero, heroes
                    criterion, criteria
                    index, indexes
                    sheep, sheep
                    fish, fish
                    equipment, equipment
                    key, keys
                    quality, qualities
                    roof, roofs
                    tie, ties
                    cookie, cookies
                    """)
    void a_word_has_a_plural_and_back(String singular, String plural) {
        assertThat(Plurals.plural(singular)).isEqualTo(plural);
        assertThat(Plurals.singular(plural)).isEqualTo(singular);
        assertThat(Plurals.isPlural(plural)).isTrue();
        assertThat(Plurals.isPlural(singular)).isEqualTo(singular.equals(plural));
    }
}
