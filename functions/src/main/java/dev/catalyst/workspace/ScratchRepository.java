package dev.catalyst.workspace;

import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ProgressMonitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A bare git repository in a temporary folder, which is gone once it is closed. */
class ScratchRepository extends FileRepository {

    private final Path folder;

    ScratchRepository() throws IOException {
        this(folder());
    }

    private ScratchRepository(Path folder) throws IOException {
        super(folder.resolve("repository.git").toFile());
        this.folder = folder;
        create(true);
    }

    private static Path folder() throws IOException {
        GitAlone.settle();
        return Files.createTempDirectory("catalyst-git-");
    }

    /** What is read once needs no care; and it would go on while the folder is deleted. */
    @Override
    public void autoGC(ProgressMonitor monitor) {}

    @Override
    public void close() {
        super.close();
        try (var all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
