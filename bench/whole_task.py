#!/usr/bin/env python3
"""A whole task with the offline model on a running host: where its time goes.

The interpreter's history says when each handler ran; a listener on the host's AWS clients says how long the handlers
waited for table and bucket; the sandbox's verdicts say how long it compiled and tested. What is left between a task's
creation and its end is orchestration: queue, dispatcher, the interpreter's transitions, the final status.
"""

import argparse
import collections
import json
import pathlib
import time

from measure import (
    WORK, build, call, compiled, heading, host, host_classpath, host_options, java, median, step_functions, until,
    verdict)

PROMPT = "Build a recipe book with title, ingredients and minutes"
STORES = ("DynamoDb", "S3")


def listening(calls):
    """The command of a host whose AWS clients write their calls down."""
    classes = pathlib.Path(compiled("StoreCalls.java", classpath=host_classpath()))
    found_by = classes / "software" / "amazon" / "awssdk" / "global" / "handlers"
    found_by.mkdir(parents=True)
    (found_by / "execution.interceptors").write_text("StoreCalls\n")
    return [java(), *host_options(), f"-Dbench.calls={calls}", "-cp", f"{host_classpath()}:{classes}",
            "dev.catalyst.local.cli.Catalyst", "up"]


def finished(port, project):
    """A task that has run to its end."""
    task = call(port, "POST", "/api/tasks", {"project_id": project, "prompt": PROMPT})

    def ended():
        now = call(port, "GET", f"/api/tasks/{task['id']}")
        return now if now["status"] in ("completed", "failed", "cancelled") else None

    task = until(ended, seconds=300, every=0.25)
    if task["status"] != "completed":
        raise SystemExit(f"the task ended {task['status']}: {task}")
    return task


def history(ports, task):
    machine = next(
        one["stateMachineArn"]
        for one in step_functions(ports, "ListStateMachines")["stateMachines"] if "task" in one["name"].lower())
    execution = f"{machine.replace(':stateMachine:', ':execution:')}:{task['id']}"
    events, token = [], None
    while True:
        more = {"nextToken": token} if token else {}
        page = step_functions(ports, "GetExecutionHistory", executionArn=execution, maxResults=1000, **more)
        events += page["events"]
        token = page.get("nextToken")
        if not token:
            return events


def union(spans):
    """The length of all spans together, what overlaps counted once."""
    whole, end = 0.0, float("-inf")
    for began, ended in sorted(spans):
        whole += max(0.0, ended - max(began, end))
        end = max(end, ended)
    return whole


def spans(events):
    """When which handler ran: (state, began, ended), in ms."""
    by_id = {event["id"]: event for event in events}

    def state(event):
        while not event["type"].endswith("StateEntered"):
            event = by_id[event["previousEventId"]]
        return event["stateEnteredEventDetails"]["name"]

    found = []
    for event in events:
        if event["type"] in ("TaskSucceeded", "TaskFailed", "LambdaFunctionSucceeded", "LambdaFunctionFailed"):
            began = by_id[event["previousEventId"]]
            found.append((state(began), began["timestamp"] * 1000, event["timestamp"] * 1000))
    return found


def milliseconds(instant):
    import datetime
    return datetime.datetime.fromisoformat(instant.replace("Z", "+00:00")).timestamp() * 1000


def parts(events, task, calls, verdicts):
    """The task's milliseconds by part."""
    ran = spans(events)
    whole = milliseconds(task["finished_at"]) - milliseconds(task["created_at"])
    working = union([(began, ended) for _, began, ended in ran])
    begun, ended = min(began for _, began, _ in ran), max(ended for _, _, ended in ran)
    at_work = [(began, began + took) for began, took, service, caller in calls
               if service in STORES and any(a <= began <= b for _, a, b in ran)]
    found = collections.OrderedDict()
    found["compile"] = verdicts.get("compile", 0)
    found["test"] = verdicts.get("test", 0) + verdicts.get("smoke", 0)
    found["store"] = union(at_work)
    found["handlers"] = working - sum(found.values())
    found["transitions"] = (ended - begun) - working
    found["admission and end"] = whole - (ended - begun)
    entered = sum(event["type"].endswith("StateEntered") for event in events)
    return found, whole, entered


def verdict_times(home):
    """Milliseconds in the sandbox by kind of run, of all tasks in the host's bucket."""
    times, runs = collections.Counter(), {}
    for path in home.glob("s3/**/runs/*.json"):
        one = json.loads(path.read_text())
        runs[path.name] = path
        times[path.parent.parent.name, one["kind"].lower()] += one["duration_ms"]
    return times


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--tasks", type=int, default=5, help="after two that warm up")
    chosen = arguments.parse_args()
    build()
    heading("A whole task with the offline model")
    calls = WORK / "calls"
    tasks = []
    with host(command=listening(calls)) as (running, ports):
        project = call(ports["http"], "POST", "/api/projects", {"name": "bench"})["id"]
        for at in range(2 + chosen.tasks):
            task = finished(ports["http"], project)
            if at >= 2:
                tasks.append((task, history(ports, task)))
        times = verdict_times(running.home)
    lines = []
    for line in calls.read_text().splitlines():
        began, took, service, _, caller = line.split(" ", 4)
        lines.append((float(began), float(took), service, caller))
    found = []
    for task, events in tasks:
        own = {kind: time for (of, kind), time in times.items() if of == task["id"]}
        found.append(parts(events, task, lines, own))
    whole = median([one[1] for one in found])
    print(f"whole task: {whole / 1000:.2f} s, {found[0][2]} states entered")
    for name in found[0][0]:
        part = median([one[0][name] for one in found])
        print(f"  {name}: {part:.0f} ms, {100 * part / whole:.0f} %")
    for name, share in (
        ("orchestration / whole", lambda one: (one[0]["transitions"] + one[0]["admission and end"]) / one[1]),
        ("transitions alone / whole", lambda one: one[0]["transitions"] / one[1]),
    ):
        ratio = median([share(one) for one in found])
        verdict(name, f"{100 * ratio:.0f} %", "below 20 %", ratio < 0.2)
    each = median([one[0]["transitions"] / one[2] for one in found])
    print(f"orchestration per transition: {each:.2f} ms")


if __name__ == "__main__":
    main()
