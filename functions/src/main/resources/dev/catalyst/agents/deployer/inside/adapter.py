"""A function with a URL in front of an application that listens on a port; see Adapter.java, which does the same."""

import base64
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = os.path.dirname(os.path.abspath(__file__))
START_SECONDS = 25
DYING_SECONDS = 1
OF_ONE_HOP = {
    "connection", "content-length", "expect", "http2-settings", "keep-alive", "te", "trailer", "transfer-encoding",
    "upgrade",
}

folder = None
app = None
port = 0


def start():
    global folder, app, port
    if app is not None and app.poll() is None:
        return
    copy = "" if folder else 'cp -R "$0"/app/. . && '
    folder = folder or tempfile.mkdtemp(prefix="app-")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with open(os.path.join(ROOT, "run_command"), encoding="utf-8") as file:
        command = file.read()
    # nothing of the function's own variables, among them its credentials
    environment = {
        "PATH": os.path.dirname(sys.executable) + ":" + os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": folder,
        "TMPDIR": tempfile.gettempdir(),
        "LANG": "C.UTF-8",
        "PORT": str(port),
    }
    app = subprocess.Popen(["/bin/sh", "-c", copy + 'exec /bin/sh -c "$1"', ROOT, command], cwd=folder, env=environment)
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if app.poll() is not None:
                raise RuntimeError("the application ended by itself with exit code %d" % app.returncode)
            if time.monotonic() > end:
                raise RuntimeError("the application does not listen on the port in PORT")
            time.sleep(0.02)


def handler(event, context):
    start()
    path = urllib.parse.quote(event["rawPath"], safe="/%:@!$&'()*+,;=~-._")
    if event.get("rawQueryString"):
        path += "?" + urllib.parse.quote(event["rawQueryString"], safe="/%:@!$&'()*+,;=~-._?")
    body = event.get("body") or ""
    body = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode("utf-8")
    method = event["requestContext"]["http"]["method"]
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        headers = event.get("headers") or {}
        if "host" not in headers:
            connection.putheader("host", "127.0.0.1")
        for name, value in headers.items():
            if name.lower() not in OF_ONE_HOP and name.lower() != "cookie":
                connection.putheader(name, value.encode("utf-8"))
        if event.get("cookies"):
            connection.putheader("cookie", "; ".join(event["cookies"]).encode("utf-8"))
        if body or method in ("POST", "PUT", "PATCH"):
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException):
        # one that dies cuts its answer a moment before it is seen as dead
        try:
            app.wait(DYING_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        raise
    finally:
        connection.close()
    headers = {}
    cookies = []
    for name, value in answer.getheaders():
        name = name.lower()
        if name == "set-cookie":
            cookies.append(value)
        elif name not in OF_ONE_HOP:
            headers[name] = headers[name] + "," + value if name in headers else value
    return {
        "statusCode": answer.status,
        "headers": headers,
        "cookies": cookies,
        "isBase64Encoded": True,
        "body": base64.b64encode(content).decode("ascii"),
    }
