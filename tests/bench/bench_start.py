"""`refnet path` on the sample, as a whole process, beside a bare interpreter that starts and ends."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 15


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = str(Path(folder) / "sample.refnet")
        refnet = [sys.executable, "-m", "refnet"]
        subprocess.run([*refnet, "new", "--sample", "--book", book], check=True, capture_output=True)
        bare, path = [], []
        for _ in range(RUNS):  # in turn, so that a busy moment hits both
            bare.append(seconds([sys.executable, "-c", "pass"]))
            path.append(seconds([*refnet, "path", TARGET, "--book", book]))
    ours, theirs = statistics.median(path), statistics.median(bare)
    print(f"refnet path on the sample: median {ours:.3f} s of {RUNS} runs")
    print(f"bare interpreter: median {theirs:.3f} s; ratio {ours / theirs:.1f}")


TARGET = "Dana Okafor"

if __name__ == "__main__":
    main()
