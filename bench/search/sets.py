"""Test collections as lists of documents, questions and judgements; data from the folder LIAOWANG_TEST_DATA."""

import io
import json
import os
import re
from collections import defaultdict
from pathlib import Path

import zstandard

DATA = Path(os.environ["LIAOWANG_TEST_DATA"])


def read(path):
    """Text of a file that may be compressed."""
    path = DATA / path
    if path.exists():
        return path.read_text(encoding="utf-8", errors="replace")
    with open(f"{path}.zst", "rb") as file:
        return io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), "utf-8", errors="replace").read()


def smart(path):
    """Entries of a SMART file: number and fields."""
    entries = []
    for part in re.split(r"^\.I\s+", read(path), flags=re.M)[1:]:
        number, _, rest = part.partition("\n")
        fields = defaultdict(str)
        for field, text in re.findall(r"^\.([A-Z])[^\n]*\n(.*?)(?=^\.[A-Z]|\Z)", rest, flags=re.M | re.S):
            fields[field] += text
        entries.append((number.strip(), defaultdict(str, {field: " ".join(text.split()) for field, text in fields.items()})))
    return entries


def classic(name):
    """Cranfield, CISI, MED or ADI: documents, questions, relevant documents by question."""
    files = {
        "cranfield": ("cran.all.1400", "cran.qry", "cranqrel"),
        "cisi": ("CISI.ALL", "CISI.QRY", "CISI.REL"),
        "med": ("MED.ALL", "MED.QRY", "MED.REL"),
        "adi": ("ADI.ALL", "ADI.QRY", "ADI.REL"),
    }[name]
    documents = []
    for number, fields in smart(f"ir-classic/{name}/{files[0]}"):
        title, text = fields["T"], fields["W"]
        # Cranfield's texts begin with their title.
        if title and text.startswith(title):
            text = text[len(title):].strip()
        documents.append({"id": number, "title": title, "text": text})
    # Cranfield's judgements count the questions by their order.
    entries = smart(f"ir-classic/{name}/{files[1]}")
    questions = [{"id": str(place), "text": f"{fields['T']} {fields['W']}".strip()} for place, (_, fields) in enumerate(entries, 1)]
    relevant = defaultdict(set)
    for line in read(f"ir-classic/{name}/{files[2]}").splitlines():
        numbers = line.split()
        if len(numbers) < 2 or (name == "cranfield" and int(numbers[2]) > 4):
            continue
        relevant[numbers[0]].add(numbers[2] if name == "med" else numbers[1])
    return documents, [question for question in questions if question["id"] in relevant], relevant


def chinese_titles():
    """Abstracts, and titles that ask for their own."""
    lines = [json.loads(line) for line in read("csl-zh/csl-benchmark-dev-1000.jsonl").splitlines()]
    documents = [{"id": line["id"], "title": "", "text": line["abstract"]} for line in lines]
    # The other abstracts are there to be confused with.
    for name in ("csldcp-labelled", "csldcp-unlabelled", "fewclue-csl-keywords"):
        for place, line in enumerate(read(f"csl-zh/{name}.jsonl").rstrip("\n").split("\n")):
            documents.append({"id": f"{name}-{place}", "title": "", "text": json.loads(line)["abstract"]})
    known = {}
    for document in documents:
        known.setdefault(document["text"], document)
    questions = [{"id": line["id"], "text": line["title"]} for line in lines]
    return list(known.values()), questions, {line["id"]: {known[line["abstract"]]["id"]} for line in lines}
