"""Simulated worlds with planted truth, as tables: `python bench/world/run.py truth|languages|growth [MODEL]` (needs pyarrow; builds the
program with cargo).

- truth: 50,000 documents; is every technology planted to emerge in the last dozen years found, when did it start, and how many
  alarms are false? An alarm is a topic with an onset in these years whose share is still at least 0.6 of its highest; a technology is
  found where an alarm's documents are mostly about it, and started with the earliest of these onsets;
- languages: purity of topics over languages, without and, where MODEL (the wheel of the sentence model) is given, with it;
- growth: seconds and peak memory of import and scan at 10,000, 100,000 and 1,000,000 documents.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict

import pyarrow.parquet as parquet

PROGRAM = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "liaowang")
# Years before the last one in which an onset is news.
RECENT = 12


def run(*words):
    """Runs the program; returns seconds and peak memory in MB."""
    start = time.time()
    child = subprocess.Popen([PROGRAM, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{words} failed")
    return time.time() - start, usage.ru_maxrss / 1024


def world(folder, documents, *options):
    run("world", folder, "--documents", str(documents), *options)
    with open(os.path.join(folder, "truth.json")) as file:
        return json.load(file)


def scan(folder, config="", model=None):
    """Imports and scans the world of a folder; returns the tables of the scan and the costs."""
    data = os.path.join(folder, "data-" + ("model" if model else "plain"))
    if model:
        run("--data-dir", data, "model", "add", model)
    costs = [run("--data-dir", data, "import", os.path.join(folder, "documents.jsonl"))]
    words = []
    if config:
        path = os.path.join(folder, "scan.toml")
        with open(path, "w") as file:
            file.write(config)
        words = ["--config", path]
    costs.append(run("--data-dir", data, "scan", *words))
    tables = os.path.join(data, "scans", "scan-0001")
    return lambda name: parquet.read_table(os.path.join(tables, name + ".parquet")).to_pylist(), costs


def members(table):
    """Numbers of the documents of every topic of the finest level."""
    found = defaultdict(list)
    for row in table("memberships"):
        if row["level"] == 3:
            found[row["topic_id"]].append(int(row["document_id"].split(":")[1]))
    return found


def truth():
    with tempfile.TemporaryDirectory() as folder:
        known = world(folder, 50_000)
        technologies, technology_of = known["technologies"], known["technology_of_document"]
        table, _ = scan(folder)
        topics = members(table)
        last = max(row["year"] for row in table("indicators"))
        onset, share = {}, defaultdict(dict)
        for row in table("indicators"):
            if row["indicator"] == "onset":
                onset[row["topic_id"]] = row["year"]
            if row["indicator"] == "share":
                share[row["topic_id"]][row["year"]] = row["value"]
        technology = {}
        for topic, documents in topics.items():
            technology[topic], count = Counter(technology_of[d] for d in documents).most_common(1)[0]
            if count < len(documents) / 2:
                technology[topic] = None
        rising = lambda topic: share[topic].get(last, 0) >= 0.6 * max(share[topic].values())
        alarms = [t for t in topics if onset.get(t, 0) > last - RECENT and rising(t)]
        starts = {n: t["history"]["start"] for n, t in enumerate(technologies) if t["history"]["course"] == "emerging"}
        found, near = 0, 0
        emerging = {number: start for number, start in starts.items() if start > last - RECENT}
        for number, start in emerging.items():
            raised = [onset[t] for t in alarms if technology[t] == number]
            found += bool(raised)
            near += bool(raised) and abs(min(raised) - start) <= 1
            if not raised or abs(min(raised) - start) > 1:
                print(technologies[number]["name"]["en"], "started", start, "found", raised)
        about = Counter(
            "emerged lately" if technology[t] in emerging else "emerged earlier" if technology[t] in starts else "never emerged"
            for t in alarms
        )
        print("| emerged in the last dozen years | found | start within a year | alarms | about technologies that emerged earlier | about others: false |")
        print("|---|---|---|---|---|---|")
        earlier, false = about["emerged earlier"], about["never emerged"]
        print(f"| {len(emerging)} | {found} | {near} | {len(alarms)} | {earlier} ({earlier / len(alarms):.0%}) | {false} ({false / len(alarms):.0%}) |")


def text_alone(folder, technologies):
    """Takes references and acronyms, which both languages share, out of the documents of a world."""
    acronyms = re.compile(r"\b(" + "|".join(technology["acronym"] for technology in technologies) + r")\b", re.ASCII)
    path = os.path.join(folder, "documents.jsonl")
    with open(path) as file, open(path + ".new", "w") as out:
        for line in file:
            document = json.loads(line) | {"references": []}
            document["abstract"] = acronyms.sub("", document["abstract"])
            out.write(json.dumps(document, ensure_ascii=False) + "\n")
    os.replace(path + ".new", path)


def languages(model):
    print("| documents | sentence model | purity | technologies whose main topic is the same in both languages | pairs in one topic |")
    print("|---|---|---|---|---|")
    for alone in [False, True]:
        with tempfile.TemporaryDirectory() as folder:
            known = world(folder, 20_000)
            if alone:
                text_alone(folder, known["technologies"])
            for wheel in [None, model] if model else [None]:
                row = agreement(folder, known["technology_of_document"], len(known["technologies"]), wheel)
                name = "no citations, no acronyms" if alone else "with citations"
                print(f"| {name} | {'with' if wheel else 'without'} | " + " | ".join(f"{value:.3f}" for value in row) + " |", flush=True)


def agreement(folder, technology_of, technologies, wheel):
    """Purity, share of technologies with one main topic, probability that two documents of a technology in different languages
    share a topic."""
    table, _ = scan(folder, f"topic_size = {len(technology_of) // technologies}\n", wheel)
    chinese = {int(row["id"].split(":")[1]): row["language"] == "zh" for row in table("documents")}
    topics = members(table)
    pure = sum(Counter(technology_of[d] for d in documents).most_common(1)[0][1] for documents in topics.values())
    main = {False: defaultdict(Counter), True: defaultdict(Counter)}
    for topic, documents in topics.items():
        for document in documents:
            main[chinese[document]][technology_of[document]][topic] += 1
    together, pairs = 0, []
    for technology, zh in main[True].items():
        en = main[False][technology]
        if en:
            together += zh.most_common(1)[0][0] == en.most_common(1)[0][0]
            pairs.append(sum(zh[topic] * en[topic] for topic in zh) / (sum(zh.values()) * sum(en.values())))
    return pure / sum(map(len, topics.values())), together / len(pairs), sum(pairs) / len(pairs)


def growth():
    print("| documents | import, s | import, MB | scan, s | scan, MB | scan, µs a document |")
    print("|---|---|---|---|---|---|")
    for documents in [10_000, 100_000, 1_000_000]:
        with tempfile.TemporaryDirectory() as folder:
            world(folder, documents)
            _, (imported, scanned) = scan(folder)
            each = scanned[0] / documents * 1e6
            print(f"| {documents:,} | {imported[0]:.1f} | {imported[1]:.0f} | {scanned[0]:.1f} | {scanned[1]:.0f} | {each:.0f} |", flush=True)


if __name__ == "__main__":
    subprocess.run(["cargo", "build", "--release", "--package", "liaowang"], check=True)
    action = sys.argv[1] if len(sys.argv) > 1 else ""
    if action == "truth":
        truth()
    elif action == "languages":
        languages(sys.argv[2] if len(sys.argv) > 2 else None)
    elif action == "growth":
        growth()
    else:
        sys.exit(__doc__)
