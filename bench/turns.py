#!/usr/bin/env python3
"""What one agent's turns store and take at 10, 50 and 100 turns: linear, if a turn costs the same wherever it stands.

The steps run on a table and a bucket in memory with a scripted model: the figures are the orchestration's own.
"""

import argparse
import json
import subprocess

from measure import build, compiled, heading, host_classpath, host_options, java, median, resolved, verdict


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=3)
    chosen = arguments.parse_args()
    build()
    heading("Turns of one agent")
    path = f"{host_classpath()}:{resolved('fakes')}"
    classes = compiled("dev/catalyst/agents/LongTask.java", classpath=path, test_sources=True)
    command = [java(), *host_options(), "-cp", f"{classes}:{path}", "dev.catalyst.agents.LongTask"]
    rounds = []
    for _ in range(chosen.runs):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr[-3000:])
        rounds.append([json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")])
    stored, last = {}, {}
    for at, first in enumerate(rounds[0]):
        turns = first["turns"]
        stored[turns] = first["table_bytes"] + first["bucket_bytes"]
        took = median([one[at]["ms_per_turn"] for one in rounds])
        last[turns] = median([one[at]["ms_last"] for one in rounds])
        print(f"{turns} turns: {stored[turns] / 1024:.0f} KB stored ({first['table_bytes'] / turns:,.0f} bytes of the table "
              f"and {first['bucket_bytes'] / turns:,.0f} of the bucket per turn), {took:.2f} ms per turn, "
              f"{last[turns]:.2f} ms each of the last ten")
    # what a further turn adds: a part of each is what went before in at most 4,000 characters, so it grows to a bound
    added = [(stored[after] - stored[before]) / (after - before) for before, after in ((10, 50), (50, 100), (100, 200))]
    print("bytes that a further turn adds, to 50, to 100 and to 200 turns: " + ", ".join(f"{one:,.0f}" for one in added))
    verdict("bytes of a further turn, 100 to 200 / 50 to 100", f"{added[2] / added[1]:.2f}x", "at most 1.1x",
            added[2] <= 1.1 * added[1])
    verdict("time of a turn, the last ten of 200 / of 50", f"{last[200] / last[50]:.2f}x", "at most 1.25x",
            last[200] <= 1.25 * last[50])


if __name__ == "__main__":
    main()
