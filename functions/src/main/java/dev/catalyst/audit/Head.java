package dev.catalyst.audit;

/** Where a tenant's chain ends: the last entry's number and hash. */
record Head(long seq, String hash) {

    static final Head NONE = new Head(0, Entry.BEGIN);
}
