#!/usr/bin/env python3
"""A cancel while a model call hangs: how soon the host closes the model's connection, and how soon the task has ended.

The same for a program that loops in the sandbox is printed by the test CancelIT, whose model writes one.
"""

import argparse
import socket
import threading
import time

from measure import build, call, heading, host, spread, until, waiting_for


class Silent:
    """A model that takes questions, never answers, and notes when a client has gone."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.asked = 0
        self.closed = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            client, _ = self.server.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client:
            client.recv(65536)
            self.asked += 1
            try:
                while client.recv(65536):
                    pass
            except ConnectionError:
                pass
            self.closed.append(time.monotonic())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    build()
    heading("cancel while a model call hangs")
    model = Silent()
    with host(waiting_for(model.port)) as (_, ports):
        port = ports["http"]
        project = call(port, "POST", "/api/projects", {"name": "cancel"})["id"]
        connections, tasks = [], []
        for number in range(1, rounds + 1):
            body = {"project_id": project, "prompt": "Build a note app with text"}
            task = call(port, "POST", "/api/tasks", body)["id"]
            until(lambda: model.asked == number)
            began = time.monotonic()
            call(port, "POST", f"/api/tasks/{task}/cancel")
            until(lambda: len(model.closed) == number)
            connections.append((model.closed[-1] - began) * 1000)
            until(lambda: call(port, "GET", f"/api/tasks/{task}")["status"] == "cancelled", every=0.01)
            tasks.append((time.monotonic() - began) * 1000)
    print(f"the model's connection is closed after {spread(connections, 'ms', 0)}")
    print(f"the task is cancelled after {spread(tasks, 'ms', 0)}")


if __name__ == "__main__":
    main()
