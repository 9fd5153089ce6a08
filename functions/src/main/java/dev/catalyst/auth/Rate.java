package dev.catalyst.auth;

/** So many requests a minute, and so many at once after a rest; 0 turns the limit off. */
record Rate(int perMinute, int burst) {

    private static final long MINUTE = 60_000_000;

    boolean isOff() {
        return perMinute == 0 || burst == 0;
    }

    /** Microseconds in which the bucket gains one request. */
    long interval() {
        return Math.max(1, MINUTE / perMinute);
    }

    /** Microseconds in which an empty bucket fills up. */
    long depth() {
        return burst * interval();
    }

    /** How many requests an instance takes from the table at a time: a twentieth of the burst. */
    int batch() {
        return Math.clamp(burst / 20, 1, 100);
    }

    /** How many requests a bucket holds that will be full at that time. */
    long free(long full, long now) {
        return Math.min(burst, (depth() - Math.max(0, full - now)) / interval());
    }

    /** When a bucket that will be full at that time holds one request. */
    long next(long full) {
        return full - depth() + interval();
    }
}
