package dev.catalyst.lambda.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.ProcessorTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class RedactionTest {

    private static final String HEX = "3f9c1a7be2d04586a1b2c3d4e5f60718";
    private static final String JWT =
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlLW9mLXRva2Vu";

    /** What must not be read, each with what stands for it. */
    private static final List<List<String>> SECRETS =
            List.of(
                    List.of("ada.lovelace+work@mail.example.org", "[email]"),
                    List.of("josé@exämple-host.co.uk", "[email]"),
                    List.of("+1 415 555 0132", "[phone]"),
                    List.of("+49 (0)30 1234567", "[phone]"),
                    List.of("(415) 555-0132", "[phone]"),
                    List.of("415-555-0132", "[phone]"),
                    List.of("030 1234567", "[phone]"),
                    List.of("020 7946 0958", "[phone]"),
                    List.of("4111 1111 1111 1111", "[card]"),
                    List.of("5555555555554444", "[card]"),
                    List.of("3782-822463-10005", "[card]"),
                    List.of("DE89 3704 0044 0532 0130 00", "[iban]"),
                    List.of("GB82WEST12345698765432", "[iban]"),
                    List.of("123-45-6789", "[id]"),
                    List.of("AB 12 34 56 C", "[id]"),
                    List.of("12345678Z", "[id]"),
                    List.of("X1234567L", "[id]"),
                    List.of("RSSMRA85T10A562S", "[id]"),
                    List.of("2 55 08 14 168 025 38", "[id]"),
                    List.of("529.982.247-25", "[id]"),
                    List.of("sk-proj-" + HEX, "[secret]"),
                    List.of("ghp_" + HEX + "abcd", "[secret]"),
                    List.of("AKIAIOSFODNN7EXAMPLE", "[secret]"),
                    List.of("q8Zp2LxV7nRt4KwB9sYc6Hd1", "[secret]"),
                    List.of(JWT, "[secret]"));

    /** What looks a little like it, and is to be read. */
    private static final List<String> HARMLESS =
            List.of(
                    "0189a4f2-4111-7111-8111-111111111111",
                    "2026-11-21T09:36:13.123Z",
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                    "1763717773000 ms",
                    "0.5555555555554444",
                    "10.0.0.127:8001",
                    "arn:aws:states:us-east-1:000000000000:execution:TaskMachine:0189a4f2-aaaa",
                    "/api/tasks/0189a4f2-4111-7111-8111-111111111111/files/src/main/java/Todo1.java",
                    "dev.catalyst.local.stepfunctions.journal.SegmentsOfTheJournal2",
                    "assertThatTheTodoIsStoredAndShown",
                    "tokens: 1200, input_tokens=1200, token == other",
                    "var token = tokens.next(); accessToken=refresh()",
                    "Bearer of bad news, basic training",
                    "password must have 12 characters; secret: none",
                    "1-5759e988-bd862e3fe1be46a994272793",
                    "sk-folding-cube-of-the-spinner",
                    "mail us @ noon, x@y, git@host:repo");

    @ParameterizedTest
    @ValueSource(strings = {"%s", " %s ", "<%s>", "a: %s, b", "\"%s\"", "%s\n%s", "(%s)", "%s."})
    void what_must_not_be_read_is_replaced_by_its_kind_and_all_around_it_stays(String around) {
        for (var secret : SECRETS) {
            assertThat(Redaction.of(around.replace("%s", secret.getFirst())))
                    .isEqualTo(around.replace("%s", secret.getLast()));
        }
    }

    @Test
    void what_only_looks_like_it_stays_the_very_same_text() {
        for (var text : HARMLESS) {
            assertThat(Redaction.of(text)).isSameAs(text);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization: Bearer abc123def | Authorization: Bearer [secret]",
                "GET /x?X-Amz-Signature=ab&b=1 | GET /x?X-Amz-Signature=[secret]&b=1",
                "/?ticket=a1 | /?ticket=[secret]",
                "wss://host/?after=3&ticket=ab-c | wss://host/?after=3&ticket=[secret]",
                "{\"password\": \"so secret\", \"a\": 1} | {\"password\": \"[secret]\", \"a\": 1}",
                "{\\\"api_key\\\":\\\"abcdefgh\\\"} | {\\\"api_key\\\":\\\"[secret]\\\"}",
                "x-api-key: k3y-of-some-kind | x-api-key: [secret]",
                "DB_PASSWORD=hunter22 next | DB_PASSWORD=[secret] next",
                "https://ada:pass@host/x | https://[secret]@host/x",
            })
    void a_value_that_is_named_as_a_secret_is_hidden_and_its_name_stays(
            String text, String hidden) {
        assertThat(Redaction.of(text)).isEqualTo(hidden);
    }

    @Test
    void a_private_key_is_hidden_from_its_first_line_to_its_last() {
        var key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nAbc=\n-----END RSA PRIVATE KEY-----";

        assertThat(Redaction.of("a " + key + " b")).isEqualTo("a [secret] b");
        assertThat(Redaction.of("a " + key.substring(0, 45))).isEqualTo("a [secret]");
        assertThat(Redaction.of("-----BEGIN CERTIFICATE-----")).startsWith("-----BEGIN");
    }

    @Test
    void hiding_twice_is_hiding_once() {
        var random = new Random(5);
        for (int i = 0; i < 30_000; i++) {
            var once = Redaction.of(mixture(random));

            assertThat(Redaction.of(once)).isEqualTo(once);
        }
    }

    @Test
    void every_secret_among_words_is_hidden_and_every_word_stays() {
        var random = new Random(7);
        var words =
                List.of("the", "task", "ended;", "(see", "log)", "\n", "\"quoted\"", "seq:", "12");
        for (int i = 0; i < 5_000; i++) {
            var shown = new StringBuilder();
            var hidden = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                var secret = SECRETS.get(random.nextInt(SECRETS.size()));
                var word = words.get(random.nextInt(words.size())) + " and ";
                shown.append(word).append(secret.getFirst()).append(" or ");
                hidden.append(word).append(secret.getLast()).append(" or ");
            }

            assertThat(Redaction.of(shown.toString())).isEqualTo(hidden.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a@",
                "x@x.",
                "1 ",
                "4111 ",
                "+1",
                "(2",
                "-eyJ",
                "eyJa.",
                "sk-",
                "sk-a",
                "-----BEGIN ",
                "://a:",
                "token=",
                "\"token\": \"",
                "token:",
                "Bearer ",
                "DE89 ",
                "AB 12 ",
                "aB3",
                "0171-",
                "key=",
                "-key: ",
                "   ",
                "\\\"secret\\",
                "ü@ü",
                "a.",
                "&sig="
            })
    void no_text_takes_more_time_than_its_length_asks_for(String part) {
        var text = part.repeat(1_000_000 / part.length());

        assertThat(ProcessorTime.of(() -> Redaction.of(text))).isLessThan(Duration.ofSeconds(4));
    }

    /** Pieces of secrets and what may stand between them, cut and put together at random. */
    private static String mixture(Random random) {
        return IntStream.range(0, 1 + random.nextInt(8))
                .mapToObj(any -> piece(random))
                .collect(Collectors.joining());
    }

    private static String piece(Random random) {
        var separators = " -.@:/=&?\"'\\[]()+,_\n1a".split("");
        return switch (random.nextInt(4)) {
            case 0 -> separators[random.nextInt(separators.length)];
            case 1 -> HARMLESS.get(random.nextInt(HARMLESS.size()));
            case 2 -> {
                var secret = SECRETS.get(random.nextInt(SECRETS.size())).getFirst();
                yield secret.substring(random.nextInt(secret.length()));
            }
            default -> SECRETS.get(random.nextInt(SECRETS.size())).getFirst();
        };
    }
}
