package dev.catalyst.local.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

import java.io.IOException;

/** Writes the errors that the server finds before any handler does, such as broken headers. */
final class ProblemAnswers extends ErrorHandler {

    /** What the server puts in the place of a path that it could not parse. */
    private static final String UNREADABLE = "/badMessage";

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            String message,
            Throwable cause,
            Callback callback)
            throws IOException {
        String path = request.getHttpURI() == null ? UNREADABLE : request.getHttpURI().getPath();
        String detail = status < 500 ? message : "The request could not be served.";
        new Problem(status, detail)
                .answer(
                        path == null || path.equals(UNREADABLE) ? "/" : path,
                        RequestId.of(request.getHeaders().get(RequestId.HEADER)))
                .write(response, "HEAD".equals(request.getMethod()));
        callback.succeeded();
    }
}
