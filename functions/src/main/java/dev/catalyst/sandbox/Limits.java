package dev.catalyst.sandbox;

/**
 * What a run may use at most.
 *
 * @param wallSeconds from start to end; then the whole process tree is killed
 * @param cpuSeconds of processor time, by all processes together
 * @param memoryBytes by all processes together
 * @param processes and threads, all together
 * @param fileBytes by one file
 * @param diskBytes by all files together
 * @param outputBytes of each of stdout and stderr that are kept: head and tail
 */
public record Limits(
        int wallSeconds,
        int cpuSeconds,
        long memoryBytes,
        int processes,
        long fileBytes,
        long diskBytes,
        int outputBytes) {

    public static final Limits DEFAULT =
            new Limits(120, 120, 1L << 30, 256, 64L << 20, 256L << 20, 64 << 10);

    public Limits {
        if (wallSeconds < 1
                || cpuSeconds < 1
                || memoryBytes < 1
                || processes < 1
                || fileBytes < 1
                || diskBytes < 1
                || outputBytes < 1) {
            throw new IllegalArgumentException("every limit is at least 1");
        }
    }

    /** What the kernel holds one process to, should nobody watch all of them: seconds. */
    public int cpuBackstop() {
        return cpuSeconds + 2;
    }
}
