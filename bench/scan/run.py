"""A whole scan beside the same steps in scikit-learn and igraph: `python bench/scan/run.py PAPERS.jsonl.zst` (needs numpy, scipy,
scikit-learn, igraph, zstandard; builds our side with cargo). Prints seconds and peak memory of each."""

import os
import subprocess
import sys
import tempfile
import time


def measure(command, env=None):
    start = time.time()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=env)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{command} failed")
    return time.time() - start, usage.ru_maxrss / 1024


def main():
    subprocess.run(["cargo", "build", "--release", "--package", "liaowang"], check=True)
    program = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "liaowang")
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        subprocess.run([program, "--data-dir", data, "import", sys.argv[1]], check=True, stdout=subprocess.DEVNULL)
        ours = measure([program, "--data-dir", data, "scan"])
        pipeline = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pipeline.py")
        theirs = measure([sys.executable, pipeline, sys.argv[1], os.path.join(folder, "out")])
    print("| program | seconds | peak memory |")
    print("|---|---|---|")
    print(f"| liaowang scan | {ours[0]:.1f} | {ours[1]:.0f} MB |")
    print(f"| scikit-learn and igraph | {theirs[0]:.1f} | {theirs[1]:.0f} MB |")


if __name__ == "__main__":
    main()
