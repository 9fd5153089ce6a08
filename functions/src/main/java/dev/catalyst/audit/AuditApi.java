package dev.catalyst.audit;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.Reply;
import dev.catalyst.lambda.Request;
import dev.catalyst.lambda.Scope;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;

import java.time.InstantSource;

/** `/api/audit`: the tenant's audit log, to be read and nothing else. */
public final class AuditApi extends HttpHandler {

    private static final String POSITION = "\\d{12}";

    private final Audit audit;
    private final InstantSource clock;

    public AuditApi() {
        this(StartCheck.needs("TABLE_NAME").passed());
    }

    private AuditApi(Env env) {
        this(
                new Audit(
                        new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                        Wiring.random(),
                        Audit.isEnabled(env)),
                InstantSource.system());
    }

    AuditApi(Audit audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
        route("GET", "/api/audit", Scope.ADMIN, this::list);
    }

    @Override
    protected void forbidden(Request request) {
        audit.refused(request, clock.instant());
    }

    private Reply list(Request request) {
        var page = request.cursor(position -> position.matches(POSITION));
        var found = audit.newest(request.tenant(), page);
        return Reply.json(200, page.page(found, entry -> Key.twelve(entry.seq())));
    }
}
