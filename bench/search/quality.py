"""Ranking beside peers, `python bench/search/quality.py [MODEL]`: nDCG@10 on four English test collections and MRR@10 of Chinese titles that look for
their own abstract. MODEL is the wheel or folder of the sentence encoder; without it, vectors are those learned from the collection itself.
Needs bm25s, PyStemmer, jieba, numpy, zstandard and LIAOWANG_TEST_DATA. All engines get the same texts; the peers title and text in one field."""

import json
import math
import random
import subprocess
import sys
from pathlib import Path

import bm25s
import jieba
import Stemmer

from sets import chinese_titles, classic

ENGLISH = ["cranfield", "cisi", "med", "adi"]


def program():
    build = ["cargo", "build", "--release", "--quiet", "-p", "search", "--example", "quality"]
    subprocess.run(build, check=True)
    metadata = subprocess.run(["cargo", "metadata", "--format-version=1", "--no-deps"], capture_output=True, text=True, check=True)
    return Path(json.loads(metadata.stdout)["target_directory"]) / "release/examples/quality"


def ours(path, documents, questions, model):
    """Rankings of our engines and of plain Tantivy."""
    asked = json.dumps({"documents": documents, "questions": [question["text"] for question in questions]})
    done = subprocess.run([path, *model], input=asked, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def bm25s_rankings(documents, questions, tokens):
    index = bm25s.BM25()
    index.index(tokens([f"{document['title']} {document['text']}" for document in documents]), show_progress=False)
    found, _ = index.retrieve(tokens([question["text"] for question in questions]), k=min(10, len(documents)), show_progress=False)
    return [[documents[place]["id"] for place in line] for line in found]


def ndcg(ranking, relevant):
    gain = sum(1 / math.log2(place + 2) for place, id in enumerate(ranking[:10]) if id in relevant)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(10, len(relevant))))


def reciprocal(ranking, relevant):
    return next((1 / (place + 1) for place, id in enumerate(ranking[:10]) if id in relevant), 0.0)


def scores(rankings, questions, relevant, measure):
    return [measure(ranking, relevant[question["id"]]) for ranking, question in zip(rankings, questions)]


def interval(a, b, draws=2_000):
    """95 % interval of the mean difference, by drawing questions again."""
    differences, chance = [x - y for x, y in zip(a, b)], random.Random(1)
    means = sorted(sum(chance.choices(differences, k=len(differences))) / len(differences) for _ in range(draws))
    return means[draws // 40], means[-draws // 40]


def main():
    path, model = program(), sys.argv[1:2]
    stemmer = Stemmer.Stemmer("english")
    english = lambda texts: bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)
    chinese = lambda texts: bm25s.tokenize([" ".join(jieba.lcut(text)) for text in texts], stopwords=[], token_pattern=r"(?u)\S+", show_progress=False)
    lines, means, differences = [], {}, {}
    for name in [*ENGLISH, "csl-zh"]:
        documents, questions, relevant = chinese_titles() if name == "csl-zh" else classic(name)
        measure = reciprocal if name == "csl-zh" else ndcg
        rankings = ours(path, documents, questions, model)
        rankings["bm25s"] = bm25s_rankings(documents, questions, chinese if name == "csl-zh" else english)
        found = {engine: scores(rankings[engine], questions, relevant, measure) for engine in rankings}
        lines.append((name, len(documents), len(questions), {engine: sum(line) / len(line) for engine, line in found.items()}))
        if name in ENGLISH:
            for engine, line in found.items():
                means.setdefault(engine, []).append(sum(line) / len(line))
        differences[name] = {peer: interval(found[engine], found[peer]) for engine, peer in [("text", "bm25s"), ("hybrid", "text")] if engine in found}
    engines = list(lines[0][3])
    print(f"| collection | documents | questions | {' | '.join(engines)} | text − bm25s, 95 % |\n|{'---|' * (4 + len(engines))}")
    for name, documents, questions, found in lines:
        low, high = differences[name]["bm25s"]
        shown = " | ".join(f"{found[engine]:.4f}" for engine in engines)
        print(f"| {name} | {documents} | {questions} | {shown} | {low:+.4f} to {high:+.4f} |")
    print(f"| mean of the four | | | {' | '.join(f'{sum(means[engine]) / 4:.4f}' for engine in engines)} | |")


main()
