package dev.catalyst.local.cli;

/** One thing that doctor looked at: what it is, what was found, what to do about it. */
record Finding(Level level, String what, String found) {

    /** How much it matters; FAIL is to be mended. */
    enum Level {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String what, String found) {
        return new Finding(Level.OK, what, found);
    }

    static Finding warn(String what, String found) {
        return new Finding(Level.WARN, what, found);
    }

    static Finding fail(String what, String found) {
        return new Finding(Level.FAIL, what, found);
    }

    String line(Paint paint) {
        var word =
                switch (level) {
                    case OK -> paint.good("ok  ");
                    case WARN -> paint.careful("warn");
                    case FAIL -> paint.bad("FAIL");
                };
        return "%s  %-13s  %s".formatted(word, what, found);
    }
}
