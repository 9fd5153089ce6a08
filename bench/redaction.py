#!/usr/bin/env python3
"""Redaction of log text on one thread, beside writing the same text as JSON, at two lengths: MB/s, and how they relate."""

import argparse
import json
import subprocess

from measure import build, compiled, heading, host_classpath, java, median, verdict


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=3)
    chosen = arguments.parse_args()
    build()
    heading("Redaction of log text, one thread")
    classpath = f"{compiled('RedactionSpeed.java', classpath=host_classpath())}:{host_classpath()}"
    runs = []
    for _ in range(chosen.runs):
        done = subprocess.run(
            [java(), "-XX:+UseSerialGC", "-cp", classpath, "RedactionSpeed"], capture_output=True, text=True, check=True)
        runs.append([json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"characters"')][1:])
    for at, length in enumerate(("1 MB", "8 MB")):
        speeds = {what: median([run[at][what] for run in runs]) for what in ("redaction", "json")}
        print(f"{length}: redaction {speeds['redaction']:.0f} MB/s, JSON {speeds['json']:.0f} MB/s, {speeds['redaction'] / speeds['json']:.2f}x")
    slowest = median([min(line["redaction"] for line in run) for run in runs])
    verdict("redaction", f"{slowest:.0f} MB/s", "10 MB/s", slowest >= 10)
    growth = median([run[0]["redaction"] / run[1]["redaction"] for run in runs])
    verdict("speed at 1 MB / at 8 MB", f"{growth:.2f}x", "linear: below 1.5x", growth < 1.5)


if __name__ == "__main__":
    main()
