package dev.catalyst.lambda.redaction;

/** The arithmetic by which a number shows that it is one. */
final class CheckDigits {

    static final int SHORTEST_CARD = 13;
    static final int LONGEST_CARD = 19;

    private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static final String NIE_FIRST = "XYZ";

    /** What a character at an odd place of an Italian code counts, 0 to 9 and A to Z alike. */
    private static final int[] ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
    };

    private CheckDigits() {}

    /** Digits of a card: a network's first digits, its length, and Luhn's sum (ISO/IEC 7812). */
    static boolean isCard(String digits) {
        return isOfNetwork(digits) && isLuhn(digits);
    }

    private static boolean isOfNetwork(String digits) {
        int length = digits.length();
        int first = Integer.parseInt(digits.substring(0, 4));
        int two = first / 100;
        boolean visa = first / 1000 == 4 && (length == 13 || length == 16 || length == 19);
        boolean mastercard =
                (two >= 51 && two <= 55 || first >= 2221 && first <= 2720) && length == 16;
        boolean amex = (two == 34 || two == 37) && length == 15;
        boolean diners =
                (two == 36 || two == 38 || first / 10 >= 300 && first / 10 <= 305)
                        && length >= 14
                        && length <= 16;
        boolean others =
                (first == 6011
                                || two == 65
                                || two == 62
                                || first / 10 >= 644 && first / 10 <= 649
                                || first >= 3528 && first <= 3589)
                        && length >= 16;
        return visa || mastercard || amex || diners || others;
    }

    private static boolean isLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int counted = i % 2 == 0 ? digit : 2 * digit;
            sum += counted > 9 ? counted - 9 : counted;
        }
        return sum % 10 == 0;
    }

    /** An account number, without blanks (ISO 7064, modulo 97). */
    static boolean isIban(String number) {
        var turned = number.substring(4) + number.substring(0, 4);
        int rest = 0;
        for (int i = 0; i < turned.length(); i++) {
            int value = Character.digit(turned.charAt(i), 36);
            rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
        }
        return rest == 1;
    }

    /** France's number of a person. */
    static boolean isNir(String written) {
        var digits = written.replace(" ", "");
        long number = Long.parseLong(digits.substring(0, 13));
        return 97 - number % 97 == Long.parseLong(digits.substring(13));
    }

    /** Brazil's number of a taxpayer. */
    static boolean isCpf(String written) {
        var digits = written.replaceAll("[.-]", "");
        boolean same = digits.chars().distinct().count() == 1;
        return !same && isCpfDigit(digits, 9) && isCpfDigit(digits, 10);
    }

    private static boolean isCpfDigit(String digits, int place) {
        int sum = 0;
        for (int i = 0; i < place; i++) {
            sum += (digits.charAt(i) - '0') * (place + 1 - i);
        }
        return sum * 10 % 11 % 10 == digits.charAt(place) - '0';
    }

    /** Spain's number of a citizen, or of a foreigner. */
    static boolean isDni(String written) {
        var number = written.replace("-", "");
        int foreign = NIE_FIRST.indexOf(number.charAt(0));
        var digits = (foreign < 0 ? "" : foreign) + number.substring(foreign < 0 ? 0 : 1);
        int value = Integer.parseInt(digits.substring(0, digits.length() - 1));
        return DNI_LETTERS.charAt(value % 23) == digits.charAt(digits.length() - 1);
    }

    /** Italy's code of a taxpayer. */
    static boolean isCodiceFiscale(String code) {
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            int digit = Character.digit(code.charAt(i), 36);
            int value = digit > 9 ? digit - 10 : digit;
            sum += i % 2 == 0 ? ODD[value] : value;
        }
        return 'A' + sum % 26 == code.charAt(15);
    }
}
