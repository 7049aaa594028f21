"""All needs with all offers beside brute force in numpy, one run: `python bench/matching/batch.py [ROWS]` (needs numpy; builds our side with cargo). ROWS
needs and as many offers (100,000 where nothing is said) are drawn like texts: subjects of unequal size in 256 dimensions with a decaying spectrum, unit length.
The peer multiplies blocks of needs with all offers (BLAS, float32) and takes the 20 greatest with argpartition, two blocks at a time. Recall is against
it, over all needs. The last row of the table is the whole batch: 60 candidates by text, each compared with the need, 20 kept."""

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
DIMENSIONS, K, BLOCK = 256, 20, 500


def draw(random, subjects, weights, spectrum):
    rows = np.empty((ROWS, DIMENSIONS), dtype=np.float32)
    for start in range(0, ROWS, 50_000):
        end = min(start + 50_000, ROWS)
        chosen = random.choice(len(subjects), end - start, p=weights)
        part = (subjects[chosen] + 1.1 * random.standard_normal((end - start, DIMENSIONS))) * spectrum
        rows[start:end] = part / np.linalg.norm(part, axis=1, keepdims=True)
    return rows


def brute_force(needs, offers):
    transposed = np.ascontiguousarray(offers.T)

    def block(start):
        products = needs[start : start + BLOCK] @ transposed
        # A copy: the slice would keep the whole block alive.
        return np.argpartition(products, -K, axis=1)[:, -K:].astype(np.uint32)

    with ThreadPoolExecutor(2) as pool:
        return np.concatenate(list(pool.map(block, range(0, ROWS, BLOCK))))


def main():
    subprocess.run(["cargo", "build", "--release", "--quiet", "-p", "matching", "--example", "batch"], check=True)
    metadata = subprocess.run(["cargo", "metadata", "--format-version=1", "--no-deps"], capture_output=True, text=True, check=True)
    program = Path(json.loads(metadata.stdout)["target_directory"]) / "release/examples/batch"
    random = np.random.default_rng(1)
    spectrum = (1 + np.arange(DIMENSIONS)) ** -0.35
    fields = random.standard_normal((200, DIMENSIONS))
    subjects = fields[random.integers(0, 200, 10_000)] + 0.9 * random.standard_normal((10_000, DIMENSIONS))
    weights = random.pareto(1.2, 10_000) + 0.2
    weights /= weights.sum()
    needs, offers = (draw(random, subjects, weights, spectrum) for _ in range(2))
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        needs.tofile(folder / "needs.f32")
        offers.tofile(folder / "offers.f32")
        command = [program, folder / "needs.f32", folder / "offers.f32", str(DIMENSIONS), str(K), folder / "out.u32"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout.split()
        found = np.fromfile(folder / "out.u32", dtype=np.uint32).reshape(ROWS, K)
    start, processors = time.perf_counter(), time.process_time()
    exact = brute_force(needs, offers)
    seconds, processors = time.perf_counter() - start, time.process_time() - processors
    recall = np.mean([len(set(ours) & set(true)) / K for ours, true in zip(found.tolist(), exact.tolist())])
    by_text, preparing, whole = ([float(number) for number in done[at : at + 2]] for at in (0, 2, 4))
    print(f"{ROWS:,} needs × {ROWS:,} offers, {DIMENSIONS} dimensions, top {K}\n")
    print("| program | seconds | of all processors | recall |\n|---|---|---|---|")
    print(f"| numpy, by text | {seconds:.1f} | {processors:.1f} | 1.0000 |")
    print(f"| ours, by text | {by_text[0]:.1f} | {by_text[1]:.1f} | {recall:.4f} |")
    print(f"| ours, by text and comparison | {whole[0]:.1f} | {whole[1]:.1f} | |")
    print(f"\nratio by text: {seconds / by_text[0]:.1f}, of processors {processors / by_text[1]:.1f}; preparing {2 * ROWS:,} profiles took {preparing[1]:.1f} s of")
    print(f"a processor; {int(done[6]):,} matches kept, mean standing {done[7]}")


main()
