package dev.catalyst.local.emulators;

import com.almworks.sqlite4java.SQLiteConnection;
import com.almworks.sqlite4java.SQLiteException;
import com.almworks.sqlite4java.SQLiteJob;

import software.amazon.dynamodb.services.local.shared.access.sqlite.SQLiteDBAccess;
import software.amazon.dynamodb.services.local.shared.exceptions.LocalDBAccessException;
import software.amazon.dynamodb.services.local.shared.exceptions.LocalDBAccessExceptionType;

import java.nio.file.Path;

/**
 * DynamoDB Local's file, whose transactions are on the disk when they are acknowledged. DynamoDB
 * Local itself asks for a commit and does not wait for it: whoever is killed in that moment, or has
 * a full disk, has acknowledged what is lost.
 */
final class Database extends SQLiteDBAccess {

    /** How long a file that was closed a moment ago may still be held. */
    private static final int BUSY_MILLIS = 5_000;

    /** One thread works on the file, on one job after the other. */
    @FunctionalInterface
    private interface Job<T> {
        T run(SQLiteConnection connection) throws SQLiteException;
    }

    Database(Path file) {
        super(file.toFile());
        // a commit then waits for the disk once, and not for a journal's sake four times
        run(connection -> connection.setBusyTimeout(BUSY_MILLIS).exec("PRAGMA journal_mode=WAL"));
    }

    @Override
    public void commitTransaction(String id, byte[] signature) {
        super.commitTransaction(id, signature);
        if (!Boolean.TRUE.equals(run(connection -> isCommitted(connection, id)))) {
            throw new LocalDBAccessException(
                    LocalDBAccessExceptionType.UNEXPECTED_EXCEPTION,
                    "The transaction could not be written: look for room on the disk.");
        }
    }

    @Override
    public void rollbackTransaction() {
        try {
            super.rollbackTransaction();
        } catch (IllegalStateException _) {
            // a commit that failed has ended it
        }
    }

    private static boolean isCommitted(SQLiteConnection connection, String id)
            throws SQLiteException {
        var row = connection.prepare("SELECT 1 FROM tr WHERE TransactionId = ?");
        try {
            return row.bind(1, id).step();
        } finally {
            row.dispose();
        }
    }

    /** Behind all that was asked for before; null if it failed. */
    private <T> T run(Job<T> job) {
        return queue.execute(
                        new SQLiteJob<T>() {
                            @Override
                            protected T job(SQLiteConnection connection) throws SQLiteException {
                                return job.run(connection);
                            }
                        })
                .complete();
    }

    @Override
    public void close() {
        super.close();
        try {
            queue.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
