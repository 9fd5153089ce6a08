#!/usr/bin/env python3
"""HTTP create and get of a task with wrk, 16 connections: the host, the handler alone, and FastAPI with SQLite.

The host does with each create all that belongs to one: a transaction in the emulated table, its stream, the queue and
the dispatcher. One task holds the only slot and waits for a model that never answers, so that no other task's work is
in the figures. "table alone" is the handler called in process on the emulated table in another
process, without streams, queue and HTTP API around it; the handler alone is called in process on a table in memory. FastAPI has one worker and a SQLite file.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

from measure import (
    BENCH, WORK, answers, build, call, compiled, free_port, heading, home, host, host_classpath, host_options, java,
    median, process, silent_model, until, verdict, waiting_for)


def wrk(port, seconds, mode, argument):
    done = subprocess.run(
        ["wrk", "-t", "2", "-c", "16", "-d", f"{seconds}s", "--timeout", "30s", "-s", BENCH / "tasks.lua", f"http://127.0.0.1:{port}", "--",
         mode, argument], capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout.splitlines()[-1])
    if figures["wrong"]:
        sys.exit(f"{figures['wrong']} requests were not answered well")
    return figures


def both(port, project, seconds):
    """Creates, then gets of tasks that were created, each after a warm-up."""
    wrk(port, seconds, "create", project)
    create = wrk(port, seconds, "create", project)
    made = [call(port, "POST", "/api/tasks", {"project_id": project, "prompt": "Build a todo app"}) for _ in range(200)]
    paths = WORK / "paths"
    paths.write_text("".join(f"/api/tasks/{task['id']}\n" for task in made))
    wrk(port, seconds, "get", paths)
    return {"create": create, "get": wrk(port, seconds, "get", paths)}


def processor_time(pid):
    """Seconds of processor time by kind of thread, SQLite's native work included."""
    kinds = (("DynamoDB Local", r"dynamodb|SQLite|Statement|sqlite"), ("HTTP, handlers, SDK clients", r"ForkJoin|virtual|front"),
             ("queue (ElasticMQ)", r"elasticmq|pekko|default-"), ("compiler and garbage", r"C1|C2|GC|VM Thread|VM Periodic"))
    times = collections.Counter()
    ticks = os.sysconf("SC_CLK_TCK")
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        name, rest = re.match(r"\d+ \((.*)\) (.*)", (task / "stat").read_text(), re.S).groups()
        fields = rest.split()
        kind = next((kind for kind, pattern in kinds if re.search(pattern, name)), "other: " + re.sub(r"\d+", "", name))
        times[kind] += (int(fields[11]) + int(fields[12])) / ticks
    return times


def measured_host(seconds, show):
    settings = waiting_for(silent_model())
    with host(settings) as (running, ports):
        project = call(ports["http"], "POST", "/api/projects", {"name": "bench"})["id"]
        before = processor_time(running.pid)
        found = both(ports["http"], project, seconds)
        spent = processor_time(running.pid) - before
        if show:
            whole = sum(spent.values())
            print("  processor time of the host: " + ", ".join(
                f"{kind} {100 * part / whole:.0f} %" for kind, part in spent.most_common() if part > whole / 100))
        return found


def measured_reference(seconds):
    python = WORK / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "-q", "install", "fastapi==0.115.6", "uvicorn==0.34.0"], check=True)
    port = free_port()
    with home() as folder:
        command = [python, "-m", "uvicorn", "reference_api:app", "--port", port, "--no-access-log", "--app-dir", BENCH]
        with process(command, {"DATABASE": str(folder / "tasks.db")}, WORK / "reference.log") as running:
            until(lambda: answers(port), running)
            return both(port, "bench", seconds)


def measured_table(classes, times):
    """The handler in process again, on the emulated table in another: what a table without a host around it can do."""
    bare = compiled("BareEmulators.java", classpath=host_classpath())
    ports = [free_port() for _ in range(3)]
    with home() as folder:
        command = [java(), *host_options(), "-cp", f"{bare}:{host_classpath()}", "BareEmulators", folder, *ports]
        with process(command, log=WORK / "emulators.log") as running:
            for port in ports:
                until(lambda: answers(port), running)
            return measured_handler(classes, times, ports[0])


def measured_handler(classes, times, *port):
    # the heap holds the table, too
    done = subprocess.run(
        [java(), *host_options(), "-Xmx3g", "-cp", f"{classes}:{host_classpath()}", "HandlerAlone", *map(str, (times, *port))],
        capture_output=True, text=True, env={**os.environ, "LOG_LEVEL": "WARNING"})
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"what"')]
    return {line["what"]: line for line in lines if line["what"] != "warm-up"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--seconds", type=int, default=8, help="of each timed stretch and of each warm-up")
    chosen = arguments.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: install it (Debian, Ubuntu: apt-get install wrk).")
    build()
    heading("HTTP create and get of a task, 16 connections")
    classes = compiled("HandlerAlone.java", classpath=host_classpath(), test_sources=True)
    rounds = [
        {"FastAPI": measured_reference(chosen.seconds), "host": measured_host(chosen.seconds, at == 0),
         "table alone": measured_table(classes, 2_000), "handler alone": measured_handler(classes, 15_000)}
        for at in range(chosen.runs)]
    for what in ("create", "get"):
        for who in ("FastAPI", "host", "table alone", "handler alone"):
            lines = [one[who][what] for one in rounds]
            print(f"{what}, {who}: {median([l['per_second'] for l in lines]):,.0f}/s, "
                  f"p50 {median([l['p50_ms'] for l in lines]):.2f} ms, p99 {median([l['p99_ms'] for l in lines]):.1f} ms")
    for what, who, goal in (("create", "host", 1), ("get", "host", 2), ("create", "handler alone", 4), ("get", "handler alone", 4)):
        ratio = median([one[who][what]["per_second"] / one["FastAPI"][what]["per_second"] for one in rounds])
        verdict(f"{what}, {who} / FastAPI", f"{ratio:.2f}x", f"{goal}x", ratio >= goal)


if __name__ == "__main__":
    main()
