#!/usr/bin/env python3
"""Events of 1 KB to 1,000 sockets: messages per second, and how long they are under way.

Three ways. "gateway": the host's socket gateway alone, called where its management API calls it; once as fast as it
goes and once at a steady rate, at which the time under way means something. "events": the way an event really goes on
the host, from a write to the table through its stream and the Publisher function, which posts to each connection over
HTTP. All clients are on one thread of one process; the two processes share the machine.
"""

import argparse
import json
import subprocess
import time

from measure import (
    WORK, build, call, compiled, free_port, heading, host, host_classpath, host_options, java, median, process,
    silent_model, verdict, waiting_for)

GOAL = 180_000


def awaited(process, word):
    """Reads what a process says until it says the word; it may log before."""
    for line in process.stdout:
        if line.strip() == word:
            return
    raise SystemExit(f"{process.args[-2:]} ended before it was {word}")


def clients(classes, port, path, count, frames, first=""):
    command = [java(), "-Xmx512m", "-cp", classes, "SocketClients", port, path, count, frames, first]
    return process(command, stdout=subprocess.PIPE, log=WORK / "clients.log", text=True)


def gateway(classes, count, events, rate):
    port = free_port()
    command = [java(), *host_options(), "-cp", f"{classes}:{host_classpath()}", "RawGateway", port, count, events, rate]
    with process(command, log=WORK / "gateway.log", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        awaited(server, "up")
        with clients(classes, port, "/ws", count, count * events) as reading:
            awaited(reading, "connected")
            time.sleep(1)
            server.stdin.write("\n")
            server.stdin.flush()
            return json.loads(reading.stdout.readline())


def whole_way(classes, count, events):
    model = silent_model()
    with host(waiting_for(model)) as (_, ports):
        project = call(ports["http"], "POST", "/api/projects", {"name": "bench"})["id"]
        task = call(ports["http"], "POST", "/api/tasks", {"project_id": project, "prompt": "wait"})["id"]
        began = time.monotonic()
        with clients(classes, ports["http"], f"/ws/{task}", count, count * events) as reading:
            awaited(reading, "connected")
            print(f"events: {count} clients connected and subscribed in {time.monotonic() - began:.0f} s")
            time.sleep(5)  # until the snapshots are through
            command = [java(), *host_options(), "-cp", f"{classes}:{host_classpath()}", "EventWriter",
                       ports["dynamo_db"], task, events]
            with process(command, log=WORK / "writer.log"):
                found = json.loads(reading.stdout.readline() or "{}")
    print(f"events, table to sockets: {found['per_second']:,.0f} messages/s, "
          f"p50 {found['p50_ms']:.0f} ms, p99 {found['p99_ms']:.0f} ms")
    verdict("events, table to sockets", f"{found['per_second']:,.0f} messages/s", f"{GOAL:,}/s",
            found["per_second"] >= GOAL)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sockets", type=int, default=1000)
    arguments.add_argument("--events", type=int, default=3000, help="to each socket, through the gateway")
    arguments.add_argument("--rate", type=float, default=50, help="events per second of the steady stretch")
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--written", type=int, default=10, help="events written to the table")
    chosen = arguments.parse_args()
    build()
    heading(f"Events of 1 KB to {chosen.sockets} sockets")
    classes = compiled("RawGateway.java", "SocketClients.java", "EventWriter.java", classpath=host_classpath())
    fast = [gateway(classes, chosen.sockets, chosen.events, 0) for _ in range(chosen.runs)]
    per_second = median([one["per_second"] for one in fast])
    print(f"gateway, as fast as it goes: {per_second:,.0f} messages/s, "
          f"p50 {median([one['p50_ms'] for one in fast]):.0f} ms, p99 {median([one['p99_ms'] for one in fast]):.0f} ms")
    verdict("gateway", f"{per_second:,.0f} messages/s", f"{GOAL:,}/s", per_second >= GOAL)
    steady = gateway(classes, chosen.sockets, int(chosen.rate * 10), chosen.rate)
    print(f"gateway, {chosen.rate:.0f} events/s to each: {steady['per_second']:,.0f} messages/s, "
          f"p50 {steady['p50_ms']:.1f} ms, p99 {steady['p99_ms']:.1f} ms")
    whole_way(classes, chosen.sockets, chosen.written)


if __name__ == "__main__":
    main()
