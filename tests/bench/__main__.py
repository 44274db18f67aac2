"""Runs every benchmark of this folder, one program after the other: `python tests/bench`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    benchmarks = sorted(Path(__file__).parent.glob("bench_*.py"))
    sys.exit(max((subprocess.run([sys.executable, str(path)]).returncode for path in benchmarks), default=0))
