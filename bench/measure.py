"""What the benches share: where Java and the built host are, processes that are always ended, and figures."""

import contextlib
import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"
WORK = ROOT / "target" / "bench"


def build():
    """Builds the host if its sources changed, as any command of ./catalyst does."""
    subprocess.run([ROOT / "catalyst", "--version"], check=True, stdout=subprocess.DEVNULL)


def java(tool="java"):
    """The JDK that ./catalyst takes: JAVA_HOME if that is new enough, else the first in the usual places."""
    homes = [os.environ.get("JAVA_HOME", "")]
    found = shutil.which("java")
    if found:
        homes.append(str(pathlib.Path(found).resolve().parent.parent))
    for folder in ("/usr/lib/jvm", "/usr/java", "/opt/java", "/Library/Java/JavaVirtualMachines"):
        for home in sorted(pathlib.Path(folder).glob("*")):
            homes += [str(home), str(home / "Contents" / "Home")]
    for home in homes:
        release = pathlib.Path(home) / "release"
        version = re.search(r'JAVA_VERSION="(\d+)', release.read_text()) if home and release.exists() else None
        if version and int(version.group(1)) >= 25 and (pathlib.Path(home) / "bin" / "javac").exists():
            return str(pathlib.Path(home) / "bin" / tool)
    sys.exit("There is no JDK 25: set JAVA_HOME.")


def host_classpath():
    return (ROOT / "target" / "catalyst" / "classpath").read_text().strip().strip(":")


def aot_cache():
    return pathlib.Path(host_classpath().split(":")[0]).parent / "host.aot"


def sandbox_cache():
    """The folder of the classes that ./catalyst keeps for the sandbox, made as it does."""
    folder = aot_cache().parent / "sandbox"
    if not (folder / "inside.aot").exists():
        with open(WORK / "cache-sandbox.log", "wb") as log:
            subprocess.run(
                [java(), "-cp", host_classpath(), "dev.catalyst.sandbox.JavaCache", folder], check=True, stdout=log, stderr=log)
    return folder


def host_options():
    return [
        f"@{ROOT}/local/src/main/jvm.options",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        f"-Dcatalyst.root={ROOT}",
    ]


def resolved(profile):
    """The class path of one profile of bench/pom.xml."""
    path = WORK / f"{profile}.classpath"
    if not path.exists() or path.stat().st_mtime < (BENCH / "pom.xml").stat().st_mtime:
        path.parent.mkdir(parents=True, exist_ok=True)
        plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath"
        subprocess.run(
            ["mvn", "-q", "-B", "-ntp", "-f", str(BENCH / "pom.xml"), "-P", profile, plugin,
             f"-Dmdep.outputFile={path}", "-Dmdep.includeScope=runtime"],
            check=True,
        )
    return path.read_text().strip()


def compiled(*sources, classpath, test_sources=False):
    """Compiles sources of bench/java (with what they need of the tests' fakes); the folder of the classes."""
    folder = WORK / "classes" / pathlib.Path(sources[0]).stem
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = [str(BENCH / "java")]
    if test_sources:
        path.append(str(ROOT / "functions" / "src" / "test" / "java"))
    done = subprocess.run(
        [java("javac"), "-nowarn", "-proc:none", "-parameters", "-d", folder, "-cp", classpath,
         "-sourcepath", ":".join(path), *[str(BENCH / "java" / source) for source in sources]])
    if done.returncode:
        sys.exit(f"{', '.join(sources)} did not compile")
    return str(folder)


@contextlib.contextmanager
def process(command, env=None, log=None, **more):
    """A process that is ended with its group when the block is left, however that happens."""
    out = open(log, "wb") if log else subprocess.DEVNULL
    started = subprocess.Popen(
        [str(word) for word in command], env={**os.environ, **(env or {})}, stdout=more.pop("stdout", out),
        stderr=out, stdin=more.pop("stdin", subprocess.DEVNULL), start_new_session=True, **more)
    try:
        yield started
    finally:
        if started.poll() is None:
            started.terminate()
            try:
                started.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(started.pid, signal.SIGKILL)
                started.wait()
        if log:
            out.close()


@contextlib.contextmanager
def home():
    """A folder for a host's state, on the disk of the project: a memory file system would flatter each fsync."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="home-", dir=WORK) as folder:
        yield pathlib.Path(folder)


def until(found, process=None, seconds=120, every=0.002):
    """What `found` answers as soon as it answers something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = found()
        if answer:
            return answer
        if process is not None and process.poll() is not None:
            sys.exit(f"{process.args[0]} ended with {process.returncode}")
        time.sleep(every)
    sys.exit("nothing came up in time")


@contextlib.contextmanager
def host(settings=None, command=None, log=None):
    """A host that is up: its process and its ports (http, dynamo_db, s3, sqs, services)."""
    with home() as folder:
        env = {"PORT": "0", "CATALYST_HOME": str(folder), "LOG_LEVEL": "WARNING", "RATE_LIMIT_PER_MINUTE": "0", **(settings or {})}
        with process(command or [ROOT / "catalyst", "up"], env, log or WORK / "host.log") as running:
            state = folder / "host.json"
            ports = json.loads(until(lambda: state.exists() and state.read_text(), running))["ports"]
            running.home = folder
            yield running, ports


def silent_model():
    """The port of a model that takes questions and never answers."""
    server = socket.create_server(("127.0.0.1", 0))
    asked = []

    def listen():
        while True:
            asked.append(server.accept())

    threading.Thread(target=listen, daemon=True).start()
    return server.getsockname()[1]


def waiting_for(model):
    """Settings of a host whose one slot is taken by a task that waits for this model: no other task's work disturbs."""
    return {
        "ENVIRONMENT": "development", "RATE_LIMIT_PER_MINUTE": "0", "MAX_CONCURRENT_TASKS": "1",
        "DEFAULT_LLM_PROVIDER": "openai", "DEFAULT_LLM_MODEL": "silent", "OPENAI_API_KEY": "sk-bench",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{model}/v1", "AGENT_TIMEOUT": "3600"}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answers(port, path="/", status=None):
    """Whether a server answers a request, with the status if one is asked for."""
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as one:
            one.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
            line = one.recv(64)
            return line.startswith(b"HTTP/1.1") and (status is None or line.split()[1] == str(status).encode())
    except OSError:
        return False


def call(port, method, path, body=None, headers=None):
    """The JSON that an HTTP request is answered with."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", method=method, data=None if body is None else json.dumps(body).encode(),
        headers={"content-type": "application/json", **(headers or {})})
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = answer.read()
        return json.loads(text) if text else {}


def step_functions(ports, action, **body):
    return call(ports["services"], "POST", "/", body,
                {"X-Amz-Target": f"AWSStepFunctions.{action}", "content-type": "application/x-amz-json-1.0"})


def memory(pid):
    """Resident megabytes: all, the anonymous part (heap, metaspace, code, stacks) and the files' part."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return {name: int(re.search(rf"{name}:\s+(\d+)", status).group(1)) / 1024 for name in ("VmRSS", "RssAnon", "RssFile")}


def median(values):
    return statistics.median(values)


def spread(values, unit="s", digits=2):
    return f"{median(values):.{digits}f} {unit} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def heading(title):
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"# {title}")
    print(f"# {datetime.date.today()}, {os.cpu_count()} processors, load before: {load}", flush=True)


def verdict(what, value, goal, met):
    print(f"{what}: {value} - goal {goal}: {'met' if met else 'NOT MET'}", flush=True)
