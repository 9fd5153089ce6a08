#!/usr/bin/env python3
"""A whole task with the offline model on a running host: where its time goes.

The interpreter's history says when each handler ran, those of the sandbox apart; a listener on the host's AWS clients
says how long the handlers waited for table and bucket. What ran at the same time counts once, for the first part in
the list. The history's times are those of decisions: the disk's part of a transition shows in it as the next handler's.
So a transition is timed by itself, in the same run (ten steps that do nothing), and taken from the handlers. Orchestration
is all transitions, and what lies before the first handler and behind the last: queue, dispatcher, the final status.
First without the cache of classes that ./catalyst makes for the sandbox, as on AWS, then with it.
"""

import argparse
import datetime
import pathlib

from measure import (
    WORK, build, call, compiled, heading, home, host, host_classpath, host_options, java, median, sandbox_cache,
    step_functions, until, verdict)
from state_machine import run

PROMPT = "Build a recipe book with title, ingredients and minutes"
STORES = ("DynamoDb", "S3")


def listening(calls, cache):
    """The command of a host whose AWS clients write their calls down."""
    classes = pathlib.Path(compiled("StoreCalls.java", classpath=host_classpath()))
    found_by = classes / "software" / "amazon" / "awssdk" / "global" / "handlers"
    found_by.mkdir(parents=True)
    (found_by / "execution.interceptors").write_text("StoreCalls\n")
    options = [f"-Dcatalyst.sandbox.cache={cache}"] if cache else []
    return [java(), *host_options(), *options, f"-Dbench.calls={calls}", "-cp", f"{host_classpath()}:{classes}",
            "dev.catalyst.local.cli.Catalyst", "up"]


def one_transition():
    """Milliseconds from one handler's answer to the next one's call, on disk in between."""
    classes = compiled("InterpreterTenSteps.java", classpath=host_classpath())
    with home() as folder:
        alone, _ = run("InterpreterTenSteps", f"{classes}:{host_classpath()}", folder, 300)
    return alone["p50_ms"] / 10


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
    return datetime.datetime.fromisoformat(instant.replace("Z", "+00:00")).timestamp() * 1000


def parts(events, task, calls, transition):
    """The task's milliseconds by part, and how many transitions it had."""
    ran = spans(events)
    whole = milliseconds(task["finished_at"]) - milliseconds(task["created_at"])
    layers = (
        ("compile", [span[1:] for span in ran if span[0] == "CoderSandbox"]),
        ("test", [span[1:] for span in ran if "Sandbox" in span[0]]),
        ("store", [(began, min(began + took, ended)) for began, took, service in calls if service in STORES
                   for _, start, ended in ran if start <= began < ended]),
        ("handlers", [span[1:] for span in ran]),
    )
    found, covered = {}, []
    for name, more in layers:
        before = union(covered)
        covered += more
        found[name] = union(covered) - before
    # a machine's states that call nothing pass within a transition
    found["transitions"] = transition * len(ran)
    found["handlers"] -= found["transitions"]
    found["admission and end"] = whole - union(covered)
    return found, whole, len(ran)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--tasks", type=int, default=5, help="after two that warm up")
    chosen = arguments.parse_args()
    build()
    heading("A whole task with the offline model")
    transition = one_transition()
    before = measured("without the sandbox's cache", chosen.tasks, transition, None)
    whole = measured("with it", chosen.tasks, transition, sandbox_cache())
    print(f"whole task with the cache / without: {whole / before:.2f}")


def measured(name, count, transition, cache):
    """The median task's milliseconds; prints its parts."""
    calls = WORK / "calls"
    calls.unlink(missing_ok=True)
    tasks = []
    with host(command=listening(calls, cache)) as (running, ports):
        project = call(ports["http"], "POST", "/api/projects", {"name": "bench"})["id"]
        for at in range(2 + count):
            task = finished(ports["http"], project)
            if at >= 2:
                tasks.append((task, history(ports, task)))
    lines = []
    for line in calls.read_text().splitlines():
        began, took, service, _, _ = line.split(" ", 4)
        lines.append((float(began), float(took), service))
    found = [parts(events, task, lines, transition) for task, events in tasks]
    whole = median([one[1] for one in found])
    print(f"{name}: {whole / 1000:.2f} s, {found[0][2]} calls of handlers, {transition:.2f} ms for a transition")
    for part in found[0][0]:
        took = median([one[0][part] for one in found])
        print(f"  {part}: {took:.0f} ms, {100 * took / whole:.1f} %")
    ratio = median([(one[0]["transitions"] + one[0]["admission and end"]) / one[1] for one in found])
    verdict("orchestration / whole", f"{100 * ratio:.1f} %", "below 20 %", ratio < 0.2)
    return whole


if __name__ == "__main__":
    main()
