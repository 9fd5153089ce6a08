package dev.catalyst.local.stepfunctions.asl;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.core.JsonProcessingException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The functions that the States Language adds to JSONata, and those of JSONata that need a clock.
 */
public final class Builtins {

    private static final int MAX_RANGE = 1_000;
    private static final Set<String> HASHES =
            Set.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");

    private final InstantSource clock;
    private final RandomGenerator random;

    public Builtins(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    void registerWith(Jsonata jsonata) {
        jsonata.registerFunction("parse", function("<s-:x>", args -> parse((String) args.get(0))));
        jsonata.registerFunction("uuid", function("<:s>", args -> uuid()));
        jsonata.registerFunction("random", function("<n?:n>", this::random));
        jsonata.registerFunction("range", function("<nnn:a>", Builtins::range));
        jsonata.registerFunction("partition", function("<an:a>", Builtins::partition));
        jsonata.registerFunction("hash", function("<ss:s>", Builtins::hash));
        jsonata.registerFunction("now", function("<s?s?:s>", this::now));
        jsonata.registerFunction("millis", function("<:n>", args -> clock.millis()));
        jsonata.registerFunction(
                "eval",
                function(
                        "<sx?:x>",
                        args -> {
                            throw fault("$eval is not supported by the States Language: $parse");
                        }));
    }

    private interface Body {
        Object apply(List<?> args);
    }

    private static Jsonata.JFunction function(String signature, Body body) {
        return new Jsonata.JFunction((input, args) -> body.apply(args), signature);
    }

    private static Object parse(String json) {
        try {
            Object tree = Datum.MAPPER.readValue(json, Object.class);
            return tree == null ? Jsonata.NULL_VALUE : tree;
        } catch (JsonProcessingException e) {
            throw fault("$parse: the text is not JSON: " + e.getOriginalMessage());
        }
    }

    private String uuid() {
        synchronized (random) {
            long high = (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
            long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
            return new UUID(high, low).toString();
        }
    }

    private Object random(List<?> args) {
        if (!args.isEmpty() && args.get(0) instanceof Number seed) {
            return new SplittableRandom(Double.doubleToLongBits(seed.doubleValue())).nextDouble();
        }
        synchronized (random) {
            return random.nextDouble();
        }
    }

    private Object now(List<?> args) {
        String picture = args.isEmpty() ? null : (String) args.get(0);
        String zone = args.size() < 2 ? null : (String) args.get(1);
        return Functions.dateTimeFromMillis(clock.millis(), picture, zone);
    }

    private static List<Object> range(List<?> args) {
        long first = whole("$range", args.get(0));
        long last = whole("$range", args.get(1));
        long step = whole("$range", args.get(2));
        if (step == 0) {
            throw fault("$range: the step must not be 0");
        }
        if ((last - first) / step >= MAX_RANGE) {
            throw fault("$range: more than " + MAX_RANGE + " elements");
        }
        List<Object> found = new ArrayList<>();
        for (long i = first; step > 0 ? i <= last : i >= last; i += step) {
            found.add(i);
        }
        return found;
    }

    private static List<Object> partition(List<?> args) {
        List<?> all = (List<?>) args.get(0);
        long size = whole("$partition", args.get(1));
        if (size < 1) {
            throw fault("$partition: the size must be 1 or more");
        }
        List<Object> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); ) {
            int to = (int) Math.min(all.size(), from + size);
            parts.add(new ArrayList<>(all.subList(from, to)));
            from = to;
        }
        return parts;
    }

    private static String hash(List<?> args) {
        String algorithm = (String) args.get(1);
        if (!HASHES.contains(algorithm)) {
            throw fault("$hash: the algorithm is one of MD5, SHA-1, SHA-256, SHA-384, SHA-512");
        }
        try {
            byte[] text = ((String) args.get(0)).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long whole(String function, Object value) {
        double number = ((Number) value).doubleValue();
        if (number != Math.rint(number)) {
            throw fault(function + ": " + number + " is not a whole number");
        }
        return (long) number;
    }

    private static JException fault(String message) {
        return new JException(message, -1);
    }
}
