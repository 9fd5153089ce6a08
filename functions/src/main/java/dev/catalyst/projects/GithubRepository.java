package dev.catalyst.projects;

import dev.catalyst.lambda.Env;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A repository of the GitHub that results are deployed to. */
public record GithubRepository(String owner, String name) {

    private static final String GITHUB = "https://api.github.com";
    private static final Pattern PATH =
            Pattern.compile(
                    "/([A-Za-z0-9][A-Za-z0-9_-]{0,99})/([A-Za-z0-9._-]{1,100}?)(\\.git)?/?");

    /** A project's repository, or why nothing can be deployed to it. */
    public sealed interface Found {

        /** It is there to be asked for. */
        record At(GithubRepository repository) implements Found {}

        /** It is none of this GitHub; the reason says what to do. */
        record Not(String reason) implements Found {}
    }

    /** The address of the GitHub API that results go to; empty if they go elsewhere. */
    public static Optional<URI> target(Env env) {
        boolean isTarget =
                env.optional("MOCK_DEPLOYMENT").filter("false"::equals).isPresent()
                        && env.optional("DEPLOY_TARGET").filter("github"::equals).isPresent();
        return isTarget ? Optional.of(api(env)) : Optional.empty();
    }

    /** The address of the GitHub API; throws if the token would travel in the clear. */
    public static URI api(Env env) {
        var api = URI.create(env.optional("GITHUB_URL").orElse(GITHUB).replaceFirst("/+$", ""));
        boolean onLoopback = "localhost".equals(api.getHost()) || "127.0.0.1".equals(api.getHost());
        if (api.getHost() == null
                || !"https".equals(api.getScheme())
                        && !("http".equals(api.getScheme()) && onLoopback)) {
            throw new IllegalStateException(
                    "GITHUB_URL must be an address that starts with https:// (http:// on loopback only)");
        }
        return api;
    }

    /** The repository that a project names, on the GitHub whose API is at this address. */
    public static Found of(Project project, URI api) {
        String host = webHost(api);
        String example = "such as https://" + host + "/owner/name";
        if (project.repoUrl() == null || project.repoUrl().isBlank()) {
            return new Found.Not(
                    "The project %s has no repo_url, and results are deployed to GitHub. Give it one, %s (PATCH /api/projects/%s), then redrive the task; or set MOCK_DEPLOYMENT=true."
                            .formatted(project.name(), example, project.id()));
        }
        var url = URI.create(project.repoUrl());
        var path = PATH.matcher(url.getPath() == null ? "" : url.getPath());
        if (!host.equals(withoutWww(url.getHost()))
                || !path.matches()
                || path.group(2).matches("\\.{1,2}")) {
            return new Found.Not(
                    "The repo_url of the project %s is no repository of %s, where results are deployed to. Give it one, %s (PATCH /api/projects/%s), then redrive the task; or set GITHUB_URL to the API of its GitHub."
                            .formatted(project.name(), host, example, project.id()));
        }
        return new Found.At(new GithubRepository(path.group(1), path.group(2)));
    }

    /** Where people see what the API at this address serves. */
    private static String webHost(URI api) {
        String host = api.getHost().toLowerCase(Locale.ROOT);
        boolean isCloud = host.equals("api.github.com") || host.matches("api\\..+\\.ghe\\.com");
        return isCloud ? host.substring("api.".length()) : host;
    }

    private static String withoutWww(String host) {
        return host == null ? "" : host.toLowerCase(Locale.ROOT).replaceFirst("^www\\.", "");
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
