"""Text neighbours of a million vectors beside hnswlib and faiss, one run: `python bench/neighbours/run.py [ROWS]` (needs numpy, hnswlib,
faiss-cpu; builds our side with cargo). Vectors are drawn like those of texts: a few thousand subjects in 128 dimensions with a decaying
spectrum, unit length. Recall is against exact search for 2,000 rows."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import faiss
import hnswlib
import numpy as np

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
DIMENSIONS, K, PROBES = 128, 15, 2_000


def draw(seed=1):
    """Rows around subjects of unequal size; subjects around fields; a spectrum that falls like that of latent semantic analysis."""
    random = np.random.default_rng(seed)
    spectrum = (1 + np.arange(DIMENSIONS)) ** -0.35
    fields = random.standard_normal((200, DIMENSIONS))
    subjects = fields[random.integers(0, 200, 10_000)] + 0.9 * random.standard_normal((10_000, DIMENSIONS))
    weights = random.pareto(1.2, 10_000) + 0.2
    rows = np.empty((ROWS, DIMENSIONS), dtype=np.float32)
    for start in range(0, ROWS, 100_000):
        end = min(start + 100_000, ROWS)
        chosen = random.choice(10_000, end - start, p=weights / weights.sum())
        part = (subjects[chosen] + 1.1 * random.standard_normal((end - start, DIMENSIONS))) * spectrum
        rows[start:end] = part / np.linalg.norm(part, axis=1, keepdims=True)
    return rows


def recall(found, exact, probes):
    return np.mean([len(set(found[probe]) & set(true)) / K for probe, true in zip(probes, exact)])


def main():
    subprocess.run(["cargo", "build", "--release", "--quiet", "-p", "network", "--example", "neighbours"], check=True)
    metadata = subprocess.run(["cargo", "metadata", "--format-version=1", "--no-deps"], capture_output=True, text=True, check=True)
    program = Path(json.loads(metadata.stdout)["target_directory"]) / "release/examples/neighbours"
    rows = draw()
    folder = Path(tempfile.mkdtemp())
    rows.tofile(folder / "vectors.f32")
    faiss.omp_set_num_threads(2)
    probes = np.random.default_rng(2).choice(ROWS, PROBES, replace=False)
    flat = faiss.IndexFlatIP(DIMENSIONS)
    flat.add(rows)
    start = time.perf_counter()
    exact = flat.search(rows[probes], K + 1)[1]
    exact_seconds = (time.perf_counter() - start) * ROWS / PROBES
    exact = [[other for other in line if other != probe][:K] for probe, line in zip(probes, exact)]
    del flat
    print(f"{ROWS} vectors of {DIMENSIONS}, k = {K}; exact search would take {exact_seconds:.0f} s\n| program | seconds | recall |\n|---|---|---|")
    done = subprocess.run([program, folder / "vectors.f32", str(DIMENSIONS), str(K), folder / "out.u32"], capture_output=True, text=True, check=True)
    found = np.fromfile(folder / "out.u32", dtype=np.uint32).reshape(ROWS, K)
    print(f"| ours | {float(done.stdout):.1f} | {recall(found, exact, probes):.4f} |", flush=True)
    del found

    def report(name, efforts, start, search):
        """A row per effort: seconds to build the index, which started at `start`, and to search it."""
        built = time.perf_counter() - start
        for effort in efforts:
            start = time.perf_counter()
            lines = search(effort)
            seconds = built + time.perf_counter() - start
            found = {probe: [other for other in lines[probe] if other != probe][:K] for probe in probes}
            print(f"| {name}{effort} | {seconds:.1f} | {recall(found, exact, probes):.4f} |", flush=True)

    start = time.perf_counter()
    index = hnswlib.Index("ip", DIMENSIONS)
    index.init_index(ROWS, M=12, ef_construction=80)
    index.set_num_threads(2)
    index.add_items(rows)
    report("hnswlib M=12, ef=", (40, 80), start, lambda ef: (index.set_ef(ef), index.knn_query(rows, K + 1)[0])[1])
    del index
    start = time.perf_counter()
    cells = 4_000 if ROWS > 200_000 else 1_000
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(DIMENSIONS), DIMENSIONS, cells, faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = 10
    index.train(rows[:: max(1, ROWS // (cells * 40))])
    index.add(rows)
    visits = (16, 32) if ROWS > 200_000 else (8, 16, 32)
    report(f"faiss IVF{cells}, cells visited ", visits, start, lambda n: (setattr(index, "nprobe", n), index.search(rows, K + 1)[1])[1])


main()
