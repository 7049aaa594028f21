"""Pages of the hall per second, `python bench/hall/run.py [RECORDS [STORE]]`: a hall of RECORDS (100,000 where nothing is said) simulated records, written
into the folder STORE where it is not there yet, next to a bare axum handler that returns the same bytes. Needs `wrk` and a release build of the program and of
the example `bare`, which is made. Each page is asked for by 32 connections for 10 seconds, both servers in turn, three times; the table gives the median.
`first` is the page when nothing of it is kept: the median of 20 pages that nobody has asked for before, one after another."""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

TARGET = Path(os.environ.get("CARGO_TARGET_DIR", "target")) / "release"
HALL, BARE = "127.0.0.1:7812", "127.0.0.1:7813"
PAGES = ["/hall?lang=en", "/hall?kind=offer&lang=zh", "/hall?direction=energy&lang=en"]
SECONDS, TURNS = 10, 3


def fetched(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read()


def load(address):
    """Requests per second and the 99th percentile in milliseconds."""
    command = ["wrk", "--threads", "1", "--connections", "32", "--duration", f"{SECONDS}s", "--latency", address]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


class Serving:
    """A server that is stopped in the end."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def first_times():
    """Milliseconds of pages that nobody asked for before."""
    times = []
    for number in range(20):
        begun = time.perf_counter()
        fetched(f"http://{HALL}/hall?lang=en&nobody={number}")
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)


def main():
    records = sys.argv[1] if len(sys.argv) > 1 else "100000"
    with tempfile.TemporaryDirectory() as folder:
        store = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder) / "store"
        program = str(TARGET / "liaowang")
        subprocess.run(["cargo", "build", "--release", "--quiet", "--workspace", "--bins", "--examples"], check=True)
        if not store.exists():
            subprocess.run([program, "--data-dir", str(store), "fill", "--records", records], check=True, stdout=subprocess.DEVNULL)
        with Serving([program, "--data-dir", str(store), "serve", "--address", HALL]):
            shown = re.search(r'class="found"[^>]*>([^·<]*)', fetched(f"http://{HALL}/hall?lang=en").decode())
            print(f"{shown[1].strip()}; first: {first_times():.1f} ms\n")
            print("| page | bytes | hall, per second | p99, ms | bare, per second | p99, ms | ratio |\n|---|---|---|---|---|---|---|")
            for page in PAGES:
                file = Path(folder) / "page"
                file.write_bytes(fetched(f"http://{HALL}{page}"))
                with Serving([str(TARGET / "examples/bare"), BARE, str(file)]):
                    turns = [(load(f"http://{HALL}{page}"), load(f"http://{BARE}{page}")) for _ in range(TURNS)]
                middle = lambda values: statistics.median(list(values))
                hall, bare = middle(turn[0][0] for turn in turns), middle(turn[1][0] for turn in turns)
                late, bare_late = middle(turn[0][1] for turn in turns), middle(turn[1][1] for turn in turns)
                print(f"| `{page}` | {file.stat().st_size:,} | {hall:,.0f} | {late:.1f} | {bare:,.0f} | {bare_late:.1f} | {hall / bare:.2f} |", flush=True)


main()
