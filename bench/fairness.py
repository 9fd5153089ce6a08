#!/usr/bin/env python3
"""What one tenant's flood does to another's reads: p99 without and with it, by turns; limits and log as by default.

The flood is wrk: eight clients that ask as fast as they are answered, and as many as make 50 times the tenant's rate.
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
def flood(port, clients):
    """Requests until the block is left; what wrk said of them stands in the file."""
    told = WORK / "flood.txt"
    command = ["wrk", "-t", "1", "-c", clients, "-d", "10m", "-H", f"Authorization: Bearer {token('flood')}", f"http://127.0.0.1:{port}/api/projects"]
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
    heading("One tenant's flood, and another tenant's reads")
    with host(waiting_for(silent_model()) | LIMITS) as (_, ports):
        calm = Reader(ports["http"], token("calm"))
        paced(calm, 20)
        for name, clients in (("eight clients", 8), ("50 times its rate", 128)):
            quiet, loud, rates = [], [], []
            for _ in range(chosen.rounds):
                quiet.append(paced(calm, chosen.seconds))
                with flood(ports["http"], clients) as told:
                    loud.append(paced(calm, chosen.seconds))
                rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", told.read_text()).group(1)))
            before, during = (percentile(sum(rounds, []), 0.99) for rounds in (quiet, loud))
            print(f"{name}: {median(rates):.0f} requests/s of the flood; p50 {median(sum(quiet, [])) * 1000:.1f} -> "
                  f"{median(sum(loud, [])) * 1000:.1f} ms, p99 {before * 1000:.1f} -> {during * 1000:.1f} ms, {len(sum(loud, []))} reads")
            verdict("p99 of the others", f"{during / before:.2f}x", "2x", during <= 2 * before)


if __name__ == "__main__":
    sys.exit(main())
