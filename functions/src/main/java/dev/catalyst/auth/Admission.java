package dev.catalyst.auth;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Configuration;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Outgoing;
import dev.catalyst.lambda.Settings;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the caller in what a request brings along. */
sealed interface Admission {

    /** Who sends the request of an HTTP API's authorizer event. */
    Optional<Caller> http(JsonNode event, Instant now);

    /** Who opens the socket of a WebSocket API's authorizer event. */
    Optional<Caller> socket(JsonNode event, Instant now);

    /** As AUTH_MODE says. */
    static Admission of(Env env, Configuration configuration, Tickets tickets) {
        return configuration.get("AUTH_MODE").equals("jwt")
                ? new ByToken(() -> verifier(env, configuration), tickets)
                : new OfEverybody();
    }

    private static Verifier verifier(Env env, Configuration configuration) {
        var expected =
                new Verifier.Expected(
                        configuration.get("JWT_ISSUER"),
                        configuration.get("JWT_AUDIENCE"),
                        configuration.get("JWT_TENANT_CLAIM"));
        var keys =
                configuration
                        .find("JWT_JWKS_URL")
                        .map(address -> Keys.issuer(address, Outgoing.http(env::optional)))
                        .orElseGet(
                                () ->
                                        Keys.secret(
                                                new Settings(env)
                                                        .find("JWT_SECRET")
                                                        .orElseThrow()));
        return new Verifier(keys, expected);
    }

    /** On a developer's machine nobody has to say who they are. */
    record OfEverybody() implements Admission {

        @Override
        public Optional<Caller> http(JsonNode event, Instant now) {
            return Optional.of(Caller.DEVELOPER);
        }

        @Override
        public Optional<Caller> socket(JsonNode event, Instant now) {
            return Optional.of(Caller.DEVELOPER);
        }
    }

    /** Who has a token, or for a socket a ticket. */
    final class ByToken implements Admission {

        private static final Pattern BEARER =
                Pattern.compile("Bearer (\\S+)", Pattern.CASE_INSENSITIVE);
        private static final String BEARER_PROTOCOL = "bearer.";
        private static final int LONGEST_TICKET = 100;

        private final Supplier<Verifier> making;
        private final Tickets tickets;
        private Verifier verifier;

        ByToken(Supplier<Verifier> making, Tickets tickets) {
            this.making = making;
            this.tickets = tickets;
        }

        @Override
        public Optional<Caller> http(JsonNode event, Instant now) {
            var header = BEARER.matcher(event.path("headers").path("authorization").asText());
            return header.matches() ? caller(header.group(1), now) : Optional.empty();
        }

        /** By a subprotocol, else by a ticket in the address. */
        @Override
        public Optional<Caller> socket(JsonNode event, Instant now) {
            var offered = protocols(event).filter(one -> one.startsWith(BEARER_PROTOCOL)).toList();
            if (!offered.isEmpty()) {
                return offered.size() == 1
                        ? caller(offered.getFirst().substring(BEARER_PROTOCOL.length()), now)
                        : Optional.empty();
            }
            var ticket = event.path("queryStringParameters").path("ticket").asText();
            return ticket.isEmpty() || ticket.length() > LONGEST_TICKET
                    ? Optional.empty()
                    : tickets.redeem(ticket, now);
        }

        private Optional<Caller> caller(String token, Instant now) {
            return verifier().caller(token, now);
        }

        /** Made at the first request: a secret must not stand in a snapshot of the function. */
        private synchronized Verifier verifier() {
            if (verifier == null) {
                verifier = making.get();
            }
            return verifier;
        }

        private static Stream<String> protocols(JsonNode event) {
            return event.path("multiValueHeaders").properties().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase("sec-websocket-protocol"))
                    .flatMap(header -> header.getValue().valueStream())
                    .flatMap(line -> List.of(line.asText().split(",", -1)).stream())
                    .map(String::strip);
        }
    }
}
