"""Screening, simulated, `python bench/search/screening.py [MODEL [SEEDS]]`: work saved over sampling at 95 % recall (WSS@95, Cohen et al. 2006) on six
systematic reviews (SYNERGY), ours beside the usual baseline, logistic regression on TF-IDF; then on the questions of classical test collections that have
many relevant documents, by which our constants were not chosen. Both begin with the same relevant and the same other document, drawn by seed, and
read the likeliest next, a tenth of what is read at a time. MODEL is the wheel or folder of the sentence encoder, `-` for none. Needs numpy, scikit-learn,
zstandard and LIAOWANG_TEST_DATA."""

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

from sets import classic, read

SETS = ["Nelson_2002", "Sep_2021", "Oud_2018", "Menon_2022", "Jeyaraman_2020", "Chou_2004"]
# Collections, and relevant documents that a question must have.
QUESTIONS = {"med": 15, "cisi": 30, "cranfield": 15}


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


def questions(name, least):
    """Titles and texts of a collection, and for each of its questions with many relevant documents which are relevant."""
    documents, asked, relevant = classic(name)
    sides = [np.array([document["id"] in relevant[question["id"]] for document in documents]) for question in asked]
    return [(document["title"], document["text"]) for document in documents], [side for side in sides if side.sum() >= least]


def compare(command, documents, relevant, seeds):
    """Work saved by the baseline and by ours, by seed."""
    draw = lambda seed: [int(np.random.default_rng(seed).choice(np.flatnonzero(relevant == side))) for side in (True, False)]
    first = [draw(seed) for seed in range(seeds)]
    asked = json.dumps({"documents": documents, "relevant": relevant.tolist(), "first": first})
    ours = json.loads(subprocess.run(command, input=asked, stdout=subprocess.PIPE, text=True, check=True).stdout)
    features = TfidfVectorizer(stop_words="english").fit_transform([f"{title} {text}" for title, text in documents])
    theirs = [baseline(features, relevant, pair) for pair in first]
    return 1 - np.array([theirs, ours]) / len(documents) - 0.05


def interval(differences, whole):
    """95 % of the mean of sets' means, by bootstrap: seeds are drawn again, and the sets too where they are not the `whole`."""
    chance = np.random.default_rng(0)
    means = []
    for _ in range(10_000):
        sets = differences if whole else [differences[place] for place in chance.integers(len(differences), size=len(differences))]
        means.append(np.mean([chance.choice(of_set, len(of_set)).mean() for of_set in sets]))
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{low:+.4f} to {high:+.4f}"


def main():
    command = [program(), *([] if sys.argv[1:2] in ([], ["-"]) else sys.argv[1:2])]
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    print("| data set | documents | relevant | logistic regression on TF-IDF | ours | ours better in |\n|---|---|---|---|---|---|")
    saved = []
    for name in SETS:
        documents, relevant = load(name)
        theirs, ours = compare(command, documents, relevant, seeds)
        saved.append((theirs, ours))
        better = f"{(ours > theirs).sum()} of {seeds}"
        print(f"| {name} | {len(documents)} | {relevant.sum()} | {theirs.mean():.4f} | {ours.mean():.4f} | {better} |", flush=True)
    (theirs, ours), differences = np.mean(saved, axis=(0, 2)), [ours - theirs for theirs, ours in saved]
    better = sum((difference > 0).sum() for difference in differences)
    print(f"| mean | | | {theirs:.4f} | {ours:.4f} | {better} of {seeds * len(SETS)} |")
    print(f"\nours − baseline, 95 %: {interval(differences, True)} with other first documents, {interval(differences, False)} with other reviews\n")
    print("| collection | documents | questions | logistic regression on TF-IDF | ours | ours better in |\n|---|---|---|---|---|---|")
    for name, least in QUESTIONS.items():
        documents, sides = questions(name, least)
        theirs, ours = np.mean([compare(command, documents, relevant, 2) for relevant in sides], axis=2).T
        better = f"{(ours > theirs).sum()} of {len(sides)}"
        print(f"| {name} | {len(documents)} | {len(sides)} | {theirs.mean():.4f} | {ours.mean():.4f} | {better} |", flush=True)


main()
