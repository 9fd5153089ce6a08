package dev.catalyst.local.emulators;

import dev.catalyst.local.template.Ports;
import dev.catalyst.local.template.Template;

import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Future;

/** S3Proxy over a folder; requests and links are to be signed with {@link Emulators#CREDENTIAL}. */
final class S3 implements AutoCloseable {

    private final S3Proxy proxy;

    private S3(S3Proxy proxy) {
        this.proxy = proxy;
    }

    static S3 start(Path folder, int port, Future<Template> template) throws Exception {
        Files.createDirectories(folder);
        var identity = Emulators.CREDENTIAL;
        var proxy =
                S3Proxy.builder()
                        .endpoint(URI.create(Ports.address(port)))
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, identity, identity)
                        .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                        .jettyMaxThreads(64)
                        .ignoreUnknownHeaders(true)
                        .stopTimeout(0)
                        .build();
        return Emulators.closedOnFailure(
                new S3(proxy),
                () -> {
                    proxy.start();
                    for (var bucket : template.get().buckets()) {
                        Files.createDirectories(folder.resolve(bucket.name()));
                    }
                });
    }

    @Override
    public void close() throws Exception {
        proxy.stop();
    }
}
