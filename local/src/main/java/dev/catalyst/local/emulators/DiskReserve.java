package dev.catalyst.local.emulators;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.io.File;
import java.util.regex.Pattern;

/**
 * Refuses writes to the table before its disk is full, and says what to do; DynamoDB Local would
 * only say that it failed.
 */
final class DiskReserve extends Handler.Wrapper {

    /** What SQLite finds room in for all that is under way. */
    private static final long BYTES = 16L << 20;

    /** What is asked for in the header `X-Amz-Target`, as in `DynamoDB_20120810.GetItem`. */
    private static final Pattern READ =
            Pattern.compile("DynamoDBStreams_.*|.*\\.(Get|BatchGet|Query|Scan|Describe|List).*");

    private static final String REFUSAL =
            """
            {"__type": "com.amazonaws.dynamodb.v20120810#InternalServerError", \
            "message": "The disk of CATALYST_HOME is nearly full: make room on it."}""";

    private final File folder;

    DiskReserve(Handler handler, File folder) {
        super(handler);
        this.folder = folder;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var target = request.getHeaders().get("X-Amz-Target");
        boolean reads = target == null || READ.matcher(target).matches();
        if (reads || folder.getUsableSpace() >= BYTES) {
            return super.handle(request, response, callback);
        }
        response.setStatus(HttpStatus.INTERNAL_SERVER_ERROR_500);
        response.getHeaders().put("Content-Type", "application/x-amz-json-1.0");
        Content.Sink.write(response, true, REFUSAL, callback);
        return true;
    }
}
