"""Screening for systematic reviews, simulated, `python bench/search/screening.py [MODEL [SEEDS]]`: work saved over sampling at 95 % recall (WSS@95, Cohen et
al. 2006) on six SYNERGY data sets, ours beside the usual baseline, logistic regression on TF-IDF. Both begin with the same relevant and the same other
document, drawn by seed, and read the likeliest next, a tenth of what is read at a time. MODEL is the wheel or folder of the sentence encoder, `-` for
none. Needs numpy, scikit-learn, zstandard and LIAOWANG_TEST_DATA."""

import csv
import io
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from sets import read

SETS = ["Nelson_2002", "Sep_2021", "Oud_2018", "Menon_2022", "Jeyaraman_2020", "Chou_2004"]


def program():
    subprocess.run(["cargo", "build", "--release", "--quiet", "-p", "search", "--example", "screening"], check=True)
    metadata = subprocess.run(["cargo", "metadata", "--format-version=1", "--no-deps"], capture_output=True, text=True, check=True)
    return Path(json.loads(metadata.stdout)["target_directory"]) / "release/examples/screening"


def load(name):
    """Titles and abstracts, and which are relevant."""
    short = lambda id: id.rsplit("/", 1)[-1]
    labels = {short(line["openalex_id"]): int(line["label_included"]) for line in csv.DictReader(io.StringIO(read(f"openalex-synergy/{name}.labels.csv")))}
    documents, relevant = [], []
    for line in read(f"openalex-synergy/{name}.works.jsonl").rstrip("\n").split("\n"):
        work = json.loads(line)
        if short(work["id"]) in labels:
            places = sorted((place, word) for word, places in (work.get("abstract_inverted_index") or {}).items() for place in places)
            documents.append((work.get("title") or "", " ".join(word for _, word in places)))
            relevant.append(bool(labels[short(work["id"])]))
    return documents, np.array(relevant)


def baseline(features, relevant, first):
    """How many are read until 95 % are found, by logistic regression on TF-IDF with balanced classes."""
    needed, known, found = math.ceil(0.95 * relevant.sum()), list(first), 1
    while found < needed:
        model = LogisticRegression(class_weight="balanced", max_iter=1_000).fit(features[known], relevant[known])
        scores = model.decision_function(features)
        scores[known] = -np.inf
        for document in np.argsort(-scores, kind="stable")[: max(1, len(known) // 10)]:
            known.append(document)
            found += relevant[document]
            if found >= needed:
                break
    return len(known)


def main():
    path = program()
    model = [] if sys.argv[1:2] in ([], ["-"]) else sys.argv[1:2]
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    print("| data set | documents | relevant | logistic regression on TF-IDF | ours | ours better in |\n|---|---|---|---|---|---|")
    totals = []
    for name in SETS:
        documents, relevant = load(name)
        draw = lambda seed: [int(np.random.default_rng(seed).choice(np.flatnonzero(relevant == side))) for side in (True, False)]
        first = [draw(seed) for seed in range(seeds)]
        asked = json.dumps({"documents": documents, "relevant": relevant.tolist(), "first": first})
        ours = json.loads(subprocess.run([path, *model], input=asked, stdout=subprocess.PIPE, text=True, check=True).stdout)
        features = TfidfVectorizer(stop_words="english").fit_transform([f"{title} {text}" for title, text in documents])
        theirs = [baseline(features, relevant, pair) for pair in first]
        saved = lambda counts: [1 - count / len(documents) - 0.05 for count in counts]
        better = sum(a < b for a, b in zip(ours, theirs))
        totals.append((np.mean(saved(theirs)), np.mean(saved(ours))))
        print(f"| {name} | {len(documents)} | {relevant.sum()} | {totals[-1][0]:.4f} | {totals[-1][1]:.4f} | {better} of {seeds} |", flush=True)
    print(f"| mean | | | {np.mean([pair[0] for pair in totals]):.4f} | {np.mean([pair[1] for pair in totals]):.4f} | |")


main()
