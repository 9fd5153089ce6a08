#!/usr/bin/env python3
"""What a token and the limits add to the p50 of reading a task: two hosts, one with both and one without, asked by turns.

One client on one connection: what is added to a request is then in its time, and no queue hides it.
"""

import argparse
import base64
import hmac
import json
import socket
import time

from measure import call, heading, host, median, percentile, silent_model, verdict, waiting_for

SECRET = "0123456789abcdef0123456789abcdef"


def encoded(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def token(tenant="kitchen"):
    claims = {"iss": "https://issuer.example", "aud": "catalyst", "sub": "ada", "tenant": tenant, "exp": int(time.time()) + 36_000}
    text = f"{encoded({'alg': 'HS256', 'typ': 'JWT'})}.{encoded(claims)}"
    return f"{text}.{encoded(hmac.digest(SECRET.encode(), text.encode(), 'sha256'))}"


ACCESS = {"AUTH_MODE": "jwt", "JWT_ISSUER": "https://issuer.example", "JWT_AUDIENCE": "catalyst", "JWT_SECRET": SECRET}


class Reader:
    """Asks for one task again and again."""

    def __init__(self, port, bearer=None):
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        project = call(port, "POST", "/api/projects", {"name": "Bench"}, headers)["id"]
        task = call(port, "POST", "/api/tasks", {"project_id": project, "prompt": "Build a todo app"}, headers)["id"]
        lines = [f"GET /api/tasks/{task} HTTP/1.1", f"Host: 127.0.0.1:{port}", *[f"{name}: {value}" for name, value in headers.items()]]
        self.request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        self.connection = socket.create_connection(("127.0.0.1", port))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def seconds(self, requests):
        took = []
        for _ in range(requests):
            begin = time.perf_counter()
            self.connection.sendall(self.request)
            answer = self.connection.recv(65_536)
            while b"\r\n\r\n" not in answer or not self.is_whole(answer):
                answer += self.connection.recv(65_536)
            took.append(time.perf_counter() - begin)
            assert answer.startswith(b"HTTP/1.1 200"), answer[:300]
        return took

    @staticmethod
    def is_whole(answer):
        head, _, body = answer.partition(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        return len(body) >= int(length.split(b":")[1])


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=30)
    arguments.add_argument("--requests", type=int, default=300)
    chosen = arguments.parse_args()
    heading("Reading a task with and without authentication and limits")
    model = silent_model()
    access = ACCESS | {
        # the burst decides how often the table is asked: that of the default; the rate is out of the way
        "RATE_LIMIT_PER_MINUTE": "1000000", "RATE_LIMIT_BURST": "200"}
    off = {"AUTH_MODE": "none", "RATE_LIMIT_PER_MINUTE": "0"}
    with host(waiting_for(model) | access) as (_, with_access), host(waiting_for(model) | off) as (_, without):
        on, plain = Reader(with_access["http"], token()), Reader(without["http"])
        on.seconds(5_000)
        plain.seconds(5_000)
        rounds = [(on.seconds(chosen.requests), plain.seconds(chosen.requests)) for _ in range(chosen.rounds)]
    ratios = [median(one) / median(other) for one, other in rounds]
    for name, times in (("with", [t for one, _ in rounds for t in one]), ("without", [t for _, other in rounds for t in other])):
        print(f"{name}: p50 {median(times) * 1000:.3f} ms, p99 {percentile(times, 0.99) * 1000:.2f} ms, {len(times)} requests")
    ratio = median(ratios)
    verdict("added to p50", f"{(ratio - 1) * 100:.1f} % (rounds {(min(ratios) - 1) * 100:.1f} to {(max(ratios) - 1) * 100:.1f})",
            "at most 15 %", ratio <= 1.15)


if __name__ == "__main__":
    main()
