#!/usr/bin/env python3
"""Goodput of creates at 1x to 10x of what the host can serve, while health is asked for and a task is cancelled.

1x is as many clients as saturate the host; each repeats at once, whatever it was answered. Goodput is the tasks that
were accepted in a second. After the flood all of them must be there.
"""

import argparse
import http.client
import json
import threading
import time

from measure import build, call, heading, host, median, percentile, spread, verdict

CLIENTS = 64


class Flood:
    def __init__(self, port, body):
        self.port, self.body = port, body
        self.accepted, self.refused, self.wrong = [], 0, 0
        self.lock = threading.Lock()

    def client(self, until):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        accepted, refused, wrong = [], 0, 0
        while time.monotonic() < until:
            connection.request("POST", "/api/tasks", self.body, {"content-type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            if answer.status == 202:
                accepted.append(json.loads(text)["id"])
            elif answer.status == 503:
                refused += 1
            else:
                wrong += 1
        with self.lock:
            self.accepted += accepted
            self.refused += refused
            self.wrong += wrong

    def run(self, clients, seconds):
        """Answers the seconds that each look at the health took meanwhile."""
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=self.client, args=(until,)) for _ in range(clients)]
        for thread in threads:
            thread.start()
        looks = []
        while time.monotonic() < until:
            begun = time.monotonic()
            call(self.port, "GET", "/api/")
            looks.append(time.monotonic() - begun)
            time.sleep(0.05)
        for thread in threads:
            thread.join()
        return looks


class Cancel(threading.Thread):
    """Cancels a task after some seconds; tells how long the answer took, and the end of the task from then on."""

    def __init__(self, port, task, after):
        super().__init__()
        self.port, self.task, self.after = port, task, after
        self.answered = self.ended = None

    def run(self):
        time.sleep(self.after)
        begun = time.monotonic()
        call(self.port, "POST", f"/api/tasks/{self.task}/cancel", {})
        self.answered = time.monotonic() - begun
        while time.monotonic() < begun + 60:
            if call(self.port, "GET", f"/api/tasks/{self.task}")["status"] == "cancelled":
                self.ended = time.monotonic() - begun
                return
            time.sleep(0.1)


def listed(port, project):
    found, cursor = 0, ""
    while cursor is not None:
        page = call(port, "GET", f"/api/tasks?limit=100&project_id={project}{cursor and '&cursor=' + cursor}")
        found += len(page["items"])
        cursor = page["next_cursor"]
    return found


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=int, default=60, help="of each flood")
    arguments.add_argument("--loads", type=int, nargs="+", default=[1, 2, 5, 10])
    asked = arguments.parse_args()
    build()
    heading("overload")
    goodput, total, cancels = {}, 0, []
    with host({"MAX_CONCURRENT_TASKS": "1"}) as (_, ports):
        port = ports["http"]
        project = call(port, "POST", "/api/projects", {"name": "flood"})["id"]
        body = json.dumps({"project_id": project, "prompt": "Build a todo app"})
        Flood(port, body).run(CLIENTS, 10)
        total = listed(port, project)
        for load in asked.loads:
            victim = call(port, "POST", "/api/tasks", json.loads(body))["id"]
            total += 1
            flood = Flood(port, body)
            cancel = Cancel(port, victim, asked.seconds / 2)
            cancel.start()
            looks = flood.run(CLIENTS * load, asked.seconds)
            cancel.join()
            cancels.append(cancel)
            total += len(flood.accepted)
            goodput[load] = len(flood.accepted) / asked.seconds
            print(f"{load:2}x, {CLIENTS * load} clients: {goodput[load]:.0f} accepted/s, {flood.refused / asked.seconds:.0f} "
                  f"refused/s, {flood.wrong} answered wrongly; health p50 {median(looks) * 1000:.0f} ms, p99 "
                  f"{percentile(looks, 0.99) * 1000:.0f} ms", flush=True)
        there = listed(port, project)
    worst = min(goodput.values()) / max(goodput.values())
    verdict("goodput, least of peak", f"{worst:.2f}", "0.80", worst >= 0.8)
    verdict("accepted tasks that are there", f"{there} of {total}", "all", there == total)
    ended = [cancel.ended for cancel in cancels if cancel.ended is not None]
    print(f"a cancel is answered after {spread([cancel.answered for cancel in cancels if cancel.answered])}")
    verdict("cancelled during a flood", f"{len(ended)} of {len(cancels)}, after {spread(ended) if ended else 'never'}", "all",
            len(ended) == len(cancels))


if __name__ == "__main__":
    main()
