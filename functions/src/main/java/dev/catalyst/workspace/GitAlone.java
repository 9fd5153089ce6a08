package dev.catalyst.workspace;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Git without the machine's own configuration: a user's could send a fetch to another address, and
 * to find the system's JGit would start a program.
 */
final class GitAlone extends SystemReader.Delegate {

    private GitAlone(SystemReader machine) {
        super(machine);
    }

    /** From now on, in this process. */
    static synchronized void settle() {
        if (!(SystemReader.getInstance() instanceof GitAlone)) {
            SystemReader.setInstance(new GitAlone(SystemReader.getInstance()));
        }
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS files) {
        return new Nothing(parent, files);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS files) {
        return new Nothing(parent, files);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS files) {
        return new Nothing(parent, files);
    }

    /** A configuration that is in no file. */
    private static final class Nothing extends FileBasedConfig {

        Nothing(Config parent, FS files) {
            super(parent, null, files);
        }

        @Override
        public void load() {
            // there is none
        }

        @Override
        public void save() {
            // nowhere
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
