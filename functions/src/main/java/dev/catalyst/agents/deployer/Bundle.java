package dev.catalyst.agents.deployer;

/** The mock deployment: the bundle, which is stored for every release, is all there is. */
record Bundle() implements Target {

    static final String NAME = "bundle";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Publication publish(Release release) {
        return new Publication.Done(
                null, release.commitSha(), "The bundle is stored, for a mock deployment");
    }
}
