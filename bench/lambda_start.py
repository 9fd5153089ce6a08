#!/usr/bin/env python3
"""Three handlers as Lambda starts them: AWS's runtime interface client against a small Runtime API of our own.

Init is from the process's start to its first request for an event; the first response is from the event to its answer,
with table, bucket and queues of a running host. "as shipped": the zip unpacked, classes loaded as the managed runtime
loads them. "with AOT cache": the same classes on the class path with a cache that one training run has made. The flags
are those of the managed runtime; it has a part of a processor for 1 GB of memory where this has all.
"""

import argparse
import http.server
import json
import queue
import re
import shutil
import subprocess
import threading
import time
import zipfile

from measure import (
    ROOT, WORK, build, call, heading, host, java, median, process, resolved, silent_model, spread, until, waiting_for)

FLAGS = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx870m"]
ZIP = ROOT / "functions" / "target" / "functions.zip"


class RuntimeApi(http.server.ThreadingHTTPServer):
    """Hands out one event and notes when it was asked for and answered."""

    def __init__(self, event):
        super().__init__(("127.0.0.1", 0), Calls)
        self.event, self.notes = event, queue.Queue()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Calls(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        event, self.server.event = self.server.event, None
        if event is None:
            threading.Event().wait(60)  # no other event comes
            return
        self.server.notes.put(("asked", time.monotonic(), b""))
        body = json.dumps(event).encode()
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", "00000000-0000-0000-0000-000000000001")
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + 60) * 1000)))
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:000000000000:function:bench")
        self.send_header("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        answer = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.notes.put((self.path.rsplit("/", 1)[1], time.monotonic(), answer))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def unpacked():
    """The folder of the zip, and a class path of jars alone with the same classes, which a cache of classes needs."""
    sources = [ROOT / "functions" / "pom.xml", *(ROOT / "functions" / "src" / "main").rglob("*")]
    if not ZIP.exists() or ZIP.stat().st_mtime < max(one.stat().st_mtime for one in sources):
        subprocess.run(
            ["mvn", "-q", "-B", "-ntp", "-pl", "functions", "-am", "-Dmaven.test.skip=true", "-Dexec.skip", "package"],
            cwd=ROOT, check=True)
    folder = WORK / "function"
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(ZIP) as packed:
        packed.extractall(folder)
    jar = WORK / "function.jar"
    with zipfile.ZipFile(jar, "w") as own:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and folder / "lib" not in path.parents:
                own.write(path, path.relative_to(folder))
    return folder, ":".join(map(str, [jar, *sorted((folder / "lib").glob("*.jar"))]))


def run(handler, event, folder, classpath, options, env):
    """Seconds of init and of the first response."""
    api = RuntimeApi(event)
    variables = {**env, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.server_port}", "LAMBDA_TASK_ROOT": str(folder)}
    command = [java(), *FLAGS, *options, "-cp", classpath, "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
               handler]
    began = time.monotonic()
    with process(command, variables, WORK / "lambda.log", cwd=folder):
        what, asked, body = api.notes.get(timeout=60)
        if what == "asked":
            what, answered, body = api.notes.get(timeout=60)
        api.shutdown()
    api.server_close()
    # a wrong request is an answer, too, but not the one to be timed
    if what != "response" or re.search(rb'"statusCode":[45]', body):
        raise SystemExit(f"{handler}: {what} {body[:2000].decode()}")
    return asked - began, answered - asked


def events(port, project):
    """A request, a message and an agent's step; each run gets a task of its own."""
    task = call(port, "POST", "/api/tasks", {"project_id": project, "prompt": "Build a todo app"})["id"]
    get = json.loads((ROOT / "events" / "TasksApi.json").read_text())
    get["requestContext"]["http"]["method"] = "GET"
    del get["body"]
    step = json.loads((ROOT / "events" / "Planner.json").read_text())
    return {
        "dev.catalyst.tasks.TasksApi": get,
        "dev.catalyst.tasks.Dispatcher": json.loads((ROOT / "events" / "Dispatcher.json").read_text()),
        "dev.catalyst.agents.planner.Planner": {**step, "task_id": task},
    }


def environment(home, ports):
    def address(name):
        return f"http://127.0.0.1:{ports[name]}"

    return {
        "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL_DYNAMODB": address("dynamo_db"), "AWS_ENDPOINT_URL_S3": address("s3"),
        "AWS_ENDPOINT_URL_SQS": address("sqs"), "AWS_ENDPOINT_URL_SFN": address("services"),
        "TABLE_NAME": "Table", "BUCKET_NAME": next((home / "s3").iterdir()).name,
        "STATE_MACHINE_ARN": "arn:aws:states:us-east-1:000000000000:stateMachine:task",
        "DEAD_LETTERS_URL": f"{address('sqs')}/000000000000/DeadLetters", "MAX_CONCURRENT_TASKS": "1",
        "DEFAULT_LLM_PROVIDER": "offline", "AWS_LAMBDA_FUNCTION_NAME": "bench", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_LAMBDA_FUNCTION_VERSION": "1"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=5)
    chosen = arguments.parse_args()
    build()
    heading("Functions as Lambda starts them")
    folder, jars = unpacked()
    print(f"functions.zip: {ZIP.stat().st_size / 2**20:.1f} MB, unpacked "
          f"{sum(path.stat().st_size for path in folder.rglob('*')) / 2**20:.1f} MB")
    clients = [path.name for path in (folder / "lib").iterdir()
               if re.match(r"(url-connection-client|apache-client|netty-nio-client|netty-|httpclient|aws-crt)", path.name)]
    print(f"HTTP clients in it: {', '.join(sorted(clients))}")
    largest = sorted((folder / "lib").iterdir(), key=lambda path: -path.stat().st_size)[:8]
    print("largest: " + ", ".join(f"{path.name} {path.stat().st_size / 2**20:.1f} MB" for path in largest))
    runtime = resolved("lambda")
    cached = f"{runtime}:{jars}"
    with host(waiting_for(silent_model())) as (running, ports):
        project = call(ports["http"], "POST", "/api/projects", {"name": "bench"})["id"]
        env = environment(running.home, ports)
        for handler in events(ports["http"], project):
            def event():
                return events(ports["http"], project)[handler]

            cache = WORK / f"{handler}.aot"
            cache.unlink(missing_ok=True)
            run(handler, event(), folder, cached, [f"-XX:AOTCacheOutput={cache}"], env)
            until(cache.exists)
            found = {"as shipped": [], "with AOT cache": []}
            for _ in range(chosen.runs):
                found["as shipped"].append(run(handler, event(), folder, runtime, [], env))
                found["with AOT cache"].append(run(handler, event(), folder, cached, [f"-XX:AOTCache={cache}"], env))
            print(f"{handler} (cache {cache.stat().st_size / 2**20:.0f} MB)")
            for name, pairs in found.items():
                print(f"  {name}: init {spread([a for a, _ in pairs])}, first response {spread([b for _, b in pairs])}")
            ratio = median([sum(a) / sum(b) for a, b in zip(found["as shipped"], found["with AOT cache"])])
            print(f"  the cache makes the first answer {ratio:.1f}x as fast", flush=True)


if __name__ == "__main__":
    main()
