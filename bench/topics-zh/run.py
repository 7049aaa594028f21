"""Topics of labelled Chinese abstracts against their human labels: `python bench/topics-zh/run.py ABSTRACTS.jsonl.zst [MODEL [MORE.jsonl.zst …]]`
(needs pyarrow, zstandard, numpy, scipy, scikit-learn, igraph, jieba; builds the program with cargo).

Each line of the file has `abstract` and `discipline`. The program imports and scans the abstracts, without and, where MODEL (the wheel of the
sentence model) is given, with it, asked for as many topics as disciplines; five seeds. Abstracts of further files are scanned together with
them, but only the labelled ones are judged. Beside it TF-IDF of the same words, fifteen nearest neighbours and igraph's Leiden, at the resolution that agrees best with the labels."""

import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import igraph
import jieba
import numpy as np
import pyarrow.parquet as parquet
import zstandard
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score as agreement

PROGRAM = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "liaowang")
SEEDS = range(1, 6)


def read(path):
    with open(path, "rb") as file:
        return [json.loads(line) for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), "utf-8")]


def run(*words):
    subprocess.run([PROGRAM, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def ours(folder, records, model, more=()):
    data = tempfile.mkdtemp(dir=folder)
    documents = os.path.join(folder, "documents.jsonl")
    with open(documents, "w", encoding="utf-8") as file:
        for number, abstract in enumerate([record["abstract"] for record in records] + list(more)):
            line = {"id": f"d:{number}", "title": "", "abstract": abstract, "year": 2015}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    if model:
        run("--data-dir", data, "model", "add", model)
    run("--data-dir", data, "import", documents)
    labels = [record["discipline"] for record in records]
    scores = []
    for number, seed in enumerate(SEEDS, 1):
        config = os.path.join(folder, "scan.toml")
        with open(config, "w") as file:
            file.write(f"seed = {seed}\ntopic_size = {(len(records) + len(more)) // len(set(labels))}\n")
        run("--data-dir", data, "scan", "--config", config)
        table = parquet.read_table(os.path.join(data, "scans", f"scan-{number:04}", "memberships.parquet"))
        topic = {
            int(row["document_id"].split(":")[1]): row["topic_id"] for row in table.to_pylist() if row["level"] == 3
        }
        found = [topic.get(number, "none") for number in range(len(records))]
        scores.append((agreement(labels, found), len(set(found))))
    return scores


def peer(records):
    words = lambda text: [word for word in jieba.cut(text) if len(word) > 1 and not re.fullmatch(r"[\d\W]+", word)]
    matrix = TfidfVectorizer(analyzer=words, min_df=3, max_df=0.15, sublinear_tf=True).fit_transform(r["abstract"] for r in records)
    similar = (matrix @ matrix.T).toarray()
    np.fill_diagonal(similar, -1)
    near = np.argpartition(-similar, 15, axis=1)[:, :15]
    links = {}
    for a in range(len(records)):
        for b in near[a]:
            links[min(a, b), max(a, b)] = similar[a, b]
    graph = igraph.Graph(n=len(records), edges=list(links))
    labels = [record["discipline"] for record in records]
    best = []
    for resolution in [1, 2, 3, 4, 5]:
        scores = []
        for seed in SEEDS:
            random.seed(seed)
            found = graph.community_leiden("modularity", weights=list(links.values()), resolution=resolution, n_iterations=10)
            scores.append((agreement(labels, found.membership), len(found)))
        best.append(scores)
    return max(best, key=lambda scores: np.mean([score for score, _ in scores]))


def main():
    subprocess.run(["cargo", "build", "--release", "--package", "liaowang"], check=True)
    jieba.setLogLevel(60)
    records = read(sys.argv[1])
    known = {record["abstract"] for record in records}
    more = list(dict.fromkeys(r["abstract"] for path in sys.argv[3:] for r in read(path) if r["abstract"] not in known))
    print("| topics | adjusted mutual information, mean | least | number of topics |")
    print("|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        rows = {"liaowang, learned from the abstracts alone": ours(folder, records, None)}
        if len(sys.argv) > 2:
            rows["liaowang, with the sentence model"] = ours(folder, records, sys.argv[2])
        if more:
            name = f"liaowang, with the sentence model and {len(more):,} abstracts without labels"
            rows[name] = ours(folder, records, sys.argv[2], more)
        rows["TF-IDF, 15 neighbours, igraph Leiden"] = peer(records)
    for name, scores in rows.items():
        values = [score for score, _ in scores]
        print(f"| {name} | {np.mean(values):.3f} | {min(values):.3f} | {np.mean([count for _, count in scores]):.0f} |")


if __name__ == "__main__":
    main()
