"""The steps of a scan with scikit-learn and igraph: the peer of `liaowang scan` in bench/scan/run.py.

    python pipeline.py documents.jsonl[.zst] OUT

Reads documents, vectorises (uni- and bigrams, TF-IDF, truncated SVD), links 15 nearest neighbours, finds three nested levels with
Leiden, labels topics, counts indicators per topic and year, fits a growth forecast on earlier cut-offs (each with topics of
its own) and writes Parquet-sized CSV tables. Prints seconds per step.
"""

import io, json, sys, time

import igraph
import numpy as np
import pandas as pd
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize

HORIZON, NEIGHBOURS, DIMENSIONS, CUTOFFS = 3, 15, 128, 6
path, out = sys.argv[1], sys.argv[2]
begin = last = time.perf_counter()


def lap(step):
    global last
    now = time.perf_counter()
    print(f"{step:12} {now - last:8.2f} s", flush=True)
    last = now


stream = open(path, "rb")
if path.endswith(".zst"):
    import zstandard

    stream = zstandard.ZstdDecompressor().stream_reader(stream)
documents = [json.loads(line) for line in io.TextIOWrapper(stream, "utf-8")]
documents = [d for d in documents if d.get("year") and d.get("title")]
years = np.array([int(d["year"]) for d in documents])
texts = [d["title"] + " " + (d.get("abstract") or "") for d in documents]
lap("read")
vectorizer = CountVectorizer(ngram_range=(1, 2), min_df=5, max_df=0.2, stop_words="english", max_features=100_000)
counts = vectorizer.fit_transform(texts)
lap("words")


def topics(rows):
    """Three nested levels for these rows, and the vectors they came from."""
    weights = TfidfTransformer(sublinear_tf=True).fit(counts[rows])
    reduce = TruncatedSVD(DIMENSIONS, random_state=0)
    vectors = normalize(reduce.fit_transform(weights.transform(counts[rows])))
    similarity, neighbours = NearestNeighbors(n_neighbors=NEIGHBOURS + 1, metric="cosine").fit(vectors).kneighbors(vectors)
    sources = np.repeat(np.arange(len(rows)), NEIGHBOURS)
    graph = igraph.Graph(n=len(rows), edges=np.column_stack([sources, neighbours[:, 1:].ravel()]))
    graph.es["weight"] = np.maximum(1 - similarity[:, 1:].ravel(), 1e-3)
    graph.simplify(combine_edges="sum")
    resolution, membership = 1.0, None
    for _ in range(6):
        membership = graph.community_leiden("modularity", weights="weight", resolution=resolution, n_iterations=2).membership
        if max(membership) + 1 > len(rows) / 120:
            break
        resolution *= 2
    levels, level, top = [np.array(membership)], graph, membership
    for factor in (8, 64):
        level = level.copy()
        level.contract_vertices(top)
        level.simplify(combine_edges="sum", loops=False)
        top = level.community_leiden("modularity", weights="weight", resolution=max(1.0, resolution / factor), n_iterations=2).membership
        levels.append(np.array(top)[levels[-1]])
    return levels, vectors, weights, reduce


def features(member, rows_years, count, cutoff):
    table = np.zeros((count, 16))
    inside = rows_years > cutoff - 16
    np.add.at(table, (member[inside], rows_years[inside] - (cutoff - 15)), 1)
    total = table.sum(axis=0).clip(1)
    share = table / total
    recent, before = share[:, 13:].sum(axis=1), share[:, 10:13].sum(axis=1)
    ages = 1 / (16 - np.arange(16))
    vitality = (table * ages).sum(axis=1) / table.sum(axis=1).clip(1)
    size = table[:, 13:].sum(axis=1)
    growth = np.log((recent + 1e-5) / (before + 1e-5))
    return np.column_stack([vitality, growth, share[:, -1] / share.max(axis=1).clip(1e-9), np.log1p(size)]), size >= 20


all_rows = np.arange(len(documents))
levels, vectors, _, _ = topics(all_rows)
lap("topics")
transformer = TfidfTransformer()
groups = np.zeros((levels[0].max() + 1, counts.shape[1]))
for topic in range(groups.shape[0]):
    groups[topic] = np.asarray(counts[levels[0] == topic].sum(axis=0)).ravel()
score = groups * np.log1p(groups.sum() / groups.shape[0] / groups.sum(axis=0).clip(1))
names = vectorizer.get_feature_names_out()
labels = [" · ".join(names[np.argsort(-row)[:3]]) for row in score]
lap("labels")
table = pd.DataFrame({"topic": levels[0], "year": years}).groupby(["topic", "year"]).size().rename("volume").reset_index()
table["share"] = table.volume / table.year.map(pd.Series(years).value_counts())
lap("indicators")
inputs, outcomes = [], []
for cutoff in range(years.max() - HORIZON - CUTOFFS + 1, years.max() - HORIZON + 1):
    known, later = all_rows[years <= cutoff], all_rows[(years > cutoff) & (years <= cutoff + HORIZON)]
    past, base, weights, reduce = topics(known)
    nearest = NearestNeighbors(n_neighbors=5, metric="cosine").fit(base)
    found = nearest.kneighbors(normalize(reduce.transform(weights.transform(counts[later]))), return_distance=False)
    attached = np.array([np.bincount(past[0][row]).argmax() for row in found])
    count = past[0].max() + 1
    values, eligible = features(past[0], years[known], count, cutoff)
    now = np.bincount(past[0][years[known] == cutoff], minlength=count) / (years == cutoff).sum()
    then = np.bincount(attached[years[later] == cutoff + HORIZON], minlength=count) / (years == cutoff + HORIZON).sum()
    inputs.append(values[eligible])
    outcomes.append(((then / now.clip(1e-9)) ** (1 / HORIZON) > 1.08)[eligible])
model = LogisticRegression().fit(np.concatenate(inputs), np.concatenate(outcomes))
values, eligible = features(levels[0], years, levels[0].max() + 1, years.max())
probability = model.predict_proba(values)[:, 1]
lap("forecast")
pd.DataFrame({"id": [d.get("id") for d in documents], "topic": levels[0], "field": levels[1], "area": levels[2]}).to_csv(f"{out}-memberships.csv")
table.to_csv(f"{out}-indicators.csv")
pd.DataFrame({"label": labels, "probability": np.where(eligible, probability, np.nan)}).to_csv(f"{out}-topics.csv")
lap("write")
print(f"{'whole':12} {time.perf_counter() - begin:8.2f} s, {len(labels)} topics, {len(documents)} documents")
