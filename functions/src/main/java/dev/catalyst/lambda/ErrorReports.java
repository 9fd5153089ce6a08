package dev.catalyst.lambda;

import io.sentry.Sentry;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.SentryOptions;
import io.sentry.protocol.Message;
import io.sentry.protocol.SentryException;
import io.sentry.protocol.SentryStackFrame;
import io.sentry.protocol.SentryStackTrace;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sends what is logged as an error to Sentry, if SENTRY_DSN says where: as the log shows it, so
 * masked, with the fields that find its request. Nothing is asked of Sentry before the first error.
 */
public final class ErrorReports extends AbstractAppender {

    private static final List<String> TAGS =
            List.of("function_name", "req_id", "task_id", "agent", "xray_trace_id");
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static volatile @Nullable ErrorReports process;
    private static volatile boolean configured;

    private final Settings settings;
    private final String environment;
    private boolean connected;
    private volatile boolean sent;

    private ErrorReports(Settings settings, String environment) {
        super("Sentry", null, null, true, Property.EMPTY_ARRAY);
        this.settings = settings;
        this.environment = environment;
    }

    /** From now on errors of this process go where these variables say, if they say it. */
    public static synchronized void use(Env env) {
        configured = true;
        boolean wanted =
                Stream.of("", Variable.SECRET_ARN, Variable.PARAMETER)
                        .anyMatch(kind -> env.optional("SENTRY_DSN" + kind).isPresent());
        if (wanted) {
            process =
                    new ErrorReports(
                            new Settings(env), env.optional("ENVIRONMENT").orElse("development"));
            process.start();
            var log = (LoggerContext) LogManager.getContext(false);
            log.getConfiguration().getRootLogger().addAppender(process, Level.ERROR, null);
            log.updateLoggers();
        }
    }

    /** As the process's own variables say, unless others were given. */
    static void begin() {
        if (!configured) {
            use(Env.current());
        }
    }

    /** Waits a little until all is sent: between two invocations the process stands still. */
    static void flush() {
        var reports = process;
        if (reports != null && reports.sent) {
            reports.sent = false;
            Sentry.flush(PATIENCE.toMillis());
        }
    }

    @Override
    public void append(LogEvent event) {
        connect();
        var report = new SentryEvent(Date.from(Instant.ofEpochMilli(event.getTimeMillis())));
        report.setLevel(SentryLevel.ERROR);
        report.setLogger(event.getLoggerName());
        var message = new Message();
        message.setFormatted(event.getMessage().getFormattedMessage());
        report.setMessage(message);
        report.setExceptions(exceptions(event.getThrown()));
        for (var tag : TAGS) {
            String value = event.getContextData().getValue(tag);
            if (value != null) {
                report.setTag(tag, value);
            }
        }
        Sentry.captureEvent(report);
        sent = true;
    }

    private synchronized void connect() {
        if (!connected) {
            Sentry.init(this::configure);
            connected = true;
        }
    }

    private void configure(SentryOptions options) {
        options.setDsn(settings.find("SENTRY_DSN").orElse(""));
        options.setEnvironment(environment);
        options.setConnectionTimeoutMillis((int) PATIENCE.toMillis());
        options.setReadTimeoutMillis((int) PATIENCE.toMillis());
        // faults are reported where they are logged, and nothing else is told of this machine
        options.setEnableUncaughtExceptionHandler(false);
        options.setEnableShutdownHook(false);
        options.setAttachServerName(false);
        options.setSendClientReports(false);
        options.setSendModules(false);
        options.setMaxBreadcrumbs(0);
    }

    /** The fault and its causes, the first cause first. */
    private static List<SentryException> exceptions(@Nullable Throwable fault) {
        var found = new ArrayList<SentryException>();
        for (var each = fault; each instanceof ShownThrowable shown; each = each.getCause()) {
            var exception = new SentryException();
            int name = shown.type().lastIndexOf('.');
            exception.setModule(name < 0 ? "" : shown.type().substring(0, name));
            exception.setType(shown.type().substring(name + 1));
            exception.setValue(shown.getMessage());
            exception.setStacktrace(new SentryStackTrace(frames(shown.getStackTrace())));
            found.addFirst(exception);
        }
        return found;
    }

    private static List<SentryStackFrame> frames(StackTraceElement[] stack) {
        var frames = new ArrayList<SentryStackFrame>();
        for (var element : stack) {
            var frame = new SentryStackFrame();
            frame.setModule(element.getClassName());
            frame.setFunction(element.getMethodName());
            frame.setFilename(element.getFileName());
            frame.setLineno(element.getLineNumber());
            frame.setInApp(element.getClassName().startsWith("dev.catalyst."));
            frames.addFirst(frame);
        }
        return frames;
    }
}
