package dev.catalyst.local.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;

/** The fields of a request's body; what is missing or of the wrong type is refused by name. */
record Request(JsonNode body) {

    String text(String field) {
        String found = textOrNull(field);
        if (found == null || found.isEmpty()) {
            throw ServiceFault.invalid(field + " is required");
        }
        return found;
    }

    String textOrNull(String field) {
        JsonNode found = body.get(field);
        if (found == null || found.isNull()) {
            return null;
        }
        if (!found.isTextual()) {
            throw ServiceFault.invalid(field + " must be a string");
        }
        return found.textValue();
    }

    boolean flag(String field, boolean absent) {
        JsonNode found = body.get(field);
        if (found == null || found.isNull()) {
            return absent;
        }
        if (!found.isBoolean()) {
            throw ServiceFault.invalid(field + " must be true or false");
        }
        return found.booleanValue();
    }

    /** From maxResults and nextToken; without maxResults (or with 0) a page has the usual size. */
    Page page(int usual, int most) {
        JsonNode size = body.get("maxResults");
        if (size != null && !size.isNull() && (!size.isInt() || size.intValue() < 0)) {
            throw ServiceFault.invalid("maxResults must be a whole number from 0 to " + most);
        }
        int wanted = size == null || size.isNull() ? 0 : size.intValue();
        if (wanted > most) {
            throw ServiceFault.invalid("maxResults must be a whole number from 0 to " + most);
        }
        return Page.of(wanted == 0 ? usual : wanted, textOrNull("nextToken"));
    }
}
