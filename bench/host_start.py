#!/usr/bin/env python3
"""Host ready from the shell, against its three emulators alone in one JVM with the same flags; and what its memory is.

Ready means: GET /api answers 200 (host), each of the three ports answers (emulators). Both begin with an empty folder. The JDK's AOT cache is the one that ./catalyst makes at a host's first start; the emulators get one of their own.
"""

import argparse
import re
import subprocess
import time

from measure import (
    ROOT, WORK, aot_cache, answers, build, compiled, free_port, heading, home, host_classpath, host_options, java,
    median, memory, process, spread, until, verdict)

OFF = {"JAVA_TOOL_OPTIONS": "-XX:AOTMode=off"}


def host(env=None, rest=0, inspect=None):
    """Seconds until a host is ready."""
    port = free_port()
    with home() as folder:
        variables = {"PORT": str(port), "CATALYST_HOME": str(folder), **(env or {})}
        began = time.monotonic()
        with process([ROOT / "catalyst", "up"], variables, WORK / "host.log") as running:
            until(lambda: answers(port, "/api", 200), running)
            took = time.monotonic() - began
            if inspect:
                # as it is when somebody has used it
                until(lambda: answers(port, "/api/tasks", 200), running)
                time.sleep(rest)
                inspect(running.pid)
            return took


def emulators(classpath, options=(), rest=0, inspect=None):
    """Seconds until the bare emulators are ready."""
    ports = [free_port() for _ in range(3)]
    with home() as folder:
        began = time.monotonic()
        command = [java(), *host_options(), *options, "-cp", classpath, "BareEmulators", folder, *ports]
        with process(command, log=WORK / "emulators.log") as running:
            for port in ports:
                until(lambda: answers(port), running)
            took = time.monotonic() - began
            if inspect:
                time.sleep(rest)
                inspect(running.pid)
            return took


def show_native_memory(pid):
    """What the JVM says its memory is; committed, in the order of size."""
    summary = subprocess.run([java("jcmd"), str(pid), "VM.native_memory", "summary"], capture_output=True, text=True)
    parts = re.findall(r"-\s+(.+?) \(reserved=\d+KB, committed=(\d+)KB", summary.stdout)
    total = re.search(r"Total: reserved=\d+KB, committed=(\d+)KB", summary.stdout)
    print(f"  committed by the JVM: {int(total.group(1)) / 1024:.0f} MB, of which")
    for name, size in sorted(parts, key=lambda part: -int(part[1]))[:9]:
        print(f"    {name.strip()}: {int(size) / 1024:.0f} MB")
    heap = subprocess.run([java("jcmd"), str(pid), "GC.heap_info"], capture_output=True, text=True).stdout
    print("  " + "\n  ".join(line.strip() for line in heap.splitlines()[1:]))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=7)
    arguments.add_argument("--rest", type=float, default=20, help="seconds before memory counts as at rest")
    chosen = arguments.parse_args()
    build()
    heading("Host ready from the shell")
    libraries = host_classpath()
    classes = compiled("BareEmulators.java", classpath=libraries)
    jar = WORK / "emulators.jar"
    subprocess.run([java("jar"), "cf", jar, "-C", classes, "."], check=True)
    # as the host's class path, in which the cache finds each class in the same place
    bare = f"{jar}:{libraries}"
    cache = WORK / "emulators.aot"
    cache.unlink(missing_ok=True)
    emulators(bare, [f"-XX:AOTCacheOutput={cache}"])
    until(cache.exists)
    host()
    assert aot_cache().stat().st_size, "./catalyst made no AOT cache"
    found = {"emulators": [], "host": [], "emulators, cache": [], "host, cache": []}
    for _ in range(chosen.runs):
        # in turn, so that a machine that changes its speed changes it for all
        found["emulators"].append(emulators(bare))
        found["host"].append(host(OFF))
        found["emulators, cache"].append(emulators(bare, [f"-XX:AOTCache={cache}"]))
        found["host, cache"].append(host())
    for name, seconds in found.items():
        print(f"{name}: {spread(seconds)}")
    for what, ours, theirs in (
        ("host with its cache / emulators without", "host, cache", "emulators"),
        ("host / emulators, both without cache", "host", "emulators"),
        ("host / emulators, both with cache", "host, cache", "emulators, cache"),
    ):
        ratio = median([a / b for a, b in zip(found[ours], found[theirs])])
        verdict(what, f"{ratio:.2f}x", "1.5x", ratio <= 1.5)
    for name, start in (("host", host), ("emulators", lambda **more: emulators(bare, **more))):
        sizes = []
        start(rest=chosen.rest, inspect=lambda pid: sizes.append(memory(pid)))
        text = ", ".join(f"{part} {size:.0f} MB" for part, size in sizes[0].items())
        print(f"{name} at rest: {text}")
        if name == "host":
            verdict("host at rest", f"{sizes[0]['VmRSS']:.0f} MB", "below 700 MB", sizes[0]["VmRSS"] < 700)
    print("host at rest, with native memory tracking:")
    tracked = {"JAVA_TOOL_OPTIONS": "-XX:NativeMemoryTracking=summary"}
    host(tracked, rest=chosen.rest, inspect=show_native_memory)


if __name__ == "__main__":
    main()
