"""Questions per second over short records, `python bench/search/speed.py [RECORDS]` (a million where nothing is said): this crate beside plain Tantivy, in one
process, on two threads, in turns; the table gives the middle of three turns."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

records = sys.argv[1] if len(sys.argv) > 1 else "1000000"
subprocess.run(["cargo", "build", "--release", "--quiet", "-p", "search", "--example", "speed"], check=True)
metadata = subprocess.run(["cargo", "metadata", "--format-version=1", "--no-deps"], capture_output=True, text=True, check=True)
program = Path(json.loads(metadata.stdout)["target_directory"]) / "release/examples/speed"
with tempfile.TemporaryDirectory() as folder:
    subprocess.run([program, records, folder], check=True)
