#!/usr/bin/env python3
"""A ten-step state machine on the host's interpreter, durable at each step, beside Temporal's Java test server.

Both run ten calls that answer at once, in a JVM with the host's flags, and are driven in process. The interpreter has
each step on disk (fsync) before it takes the next; Temporal's test server keeps everything in memory.
"""

import argparse
import json
import subprocess

from measure import build, compiled, heading, home, host_classpath, host_options, java, median, resolved, verdict


def run(main, classpath, *arguments):
    """The lines of the timed rounds: concurrency 1, then 8."""
    done = subprocess.run(
        [java(), *host_options(), "-cp", classpath, main, *map(str, arguments)], capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"what"')]
    if len(lines) != 3:
        raise SystemExit(done.stderr[-3000:])
    return lines[1:]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--executions", type=int, default=1000, help="in each timed round of the interpreter")
    arguments.add_argument("--workflows", type=int, default=300, help="in each timed round of Temporal")
    chosen = arguments.parse_args()
    build()
    heading("Ten steps: the host's interpreter beside Temporal's test server")
    ours = compiled("InterpreterTenSteps.java", classpath=host_classpath())
    theirs = compiled("TemporalTenSteps.java", classpath=resolved("temporal"))
    rounds = []
    for _ in range(chosen.runs):
        with home() as folder:
            interpreter = run("InterpreterTenSteps", f"{ours}:{host_classpath()}", folder, chosen.executions)
        temporal = run("TemporalTenSteps", f"{theirs}:{resolved('temporal')}", chosen.workflows)
        rounds.append((interpreter, temporal))
    for at, threads in enumerate((1, 8)):
        for side, name in enumerate(("interpreter", "temporal")):
            lines = [one[side][at] for one in rounds]
            print(f"{name}, concurrency {threads}: {median([l['per_second'] for l in lines]):.0f} executions/s, "
                  f"p50 {median([l['p50_ms'] for l in lines]):.2f} ms, p99 {median([l['p99_ms'] for l in lines]):.1f} ms")
        ratio = median([one[0][at]["per_second"] / one[1][at]["per_second"] for one in rounds])
        verdict(f"interpreter / temporal, concurrency {threads}", f"{ratio:.1f}x", "2x", ratio >= 2)


if __name__ == "__main__":
    main()
