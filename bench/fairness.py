#!/usr/bin/env python3
"""What one tenant's flood does to another's reads: p99 without and with it, by turns; limits and log as by default.

The flood is wrk, whose clients ask again as soon as they are answered: eight, 128 or 512 that read, eight that create projects.
A refusal is held for half a second at most, so that 512 clients ask some thousand times a second, 50 times the rate.
The other tenant reads its task at a pace that its own rate allows.
"""

import argparse
import contextlib
import re
import shutil
import subprocess
import sys
import time

from access import ACCESS, Reader, token
from measure import heading, host, median, percentile, process, silent_model, verdict, waiting_for, WORK

LIMITS = ACCESS | {"RATE_LIMIT_PER_MINUTE": "1200", "RATE_LIMIT_BURST": "200", "LOG_LEVEL": "INFO"}
PACE = 1 / 18


def paced(reader, seconds):
    """The seconds of each read, begun at a steady pace."""
    took, begin = [], time.monotonic()
    while time.monotonic() < begin + seconds:
        took += reader.seconds(1)
        time.sleep(max(0, begin + len(took) * PACE - time.monotonic()))
    return took


@contextlib.contextmanager
def flood(command):
    """Requests until the block is left; what was said of them stands in the file."""
    told = WORK / "flood.txt"
    with told.open("wb") as out, process(command, stdout=out) as running:
        yield told
        running.send_signal(2)
        running.wait(10)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=int, default=20)
    chosen = arguments.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: install it (Debian, Ubuntu: apt-get install wrk).")
    creates = WORK / "creates.lua"
    creates.write_text("""wrk.method, wrk.body = "POST", '{"name":"x"}'; wrk.headers["Content-Type"] = "application/json"\n""")
    heading("One tenant's flood, and another tenant's reads")
    with host(waiting_for(silent_model()) | LIMITS) as (_, ports):
        calm = Reader(ports["http"], token("calm"))
        paced(calm, 20)
        bearer, address = token("flood"), f"http://127.0.0.1:{ports['http']}/api/projects"
        wrk = ["wrk", "-t", "1", "-d", "10m", "-H", f"Authorization: Bearer {bearer}", address, "-c"]
        floods = {"eight clients": [*wrk, 8], "128 clients": [*wrk, 128], "512 clients": [*wrk, 512], "eight that create": [*wrk, 8, "-s", creates]}
        for name, command in floods.items():
            quiet, loud, rates = [], [], []
            for _ in range(chosen.rounds):
                quiet.append(paced(calm, chosen.seconds))
                with flood(command) as told:
                    loud.append(paced(calm, chosen.seconds))
                rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", told.read_text()).group(1)))
            before, during = (percentile(sum(rounds, []), 0.99) for rounds in (quiet, loud))
            print(f"{name}: {median(rates):.0f} requests/s of the flood; p50 {median(sum(quiet, [])) * 1000:.1f} -> "
                  f"{median(sum(loud, [])) * 1000:.1f} ms, p99 {before * 1000:.1f} -> {during * 1000:.1f} ms, {len(sum(loud, []))} reads")
            verdict("p99 of the others", f"{during / before:.2f}x", "2x", during <= 2 * before)


if __name__ == "__main__":
    sys.exit(main())
