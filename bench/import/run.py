"""Import of a gigabyte beside decompressing alone: `python bench/import/run.py WORKS.jsonl.zst pubmed.xml.zst` (needs the `zstd` and
`gzip` commands; builds our side with cargo). Each file is repeated with fresh identifiers and titles until its text has a gigabyte, compressed
with gzip as both services publish it, imported into an empty corpus, and decompressed to nowhere by `gzip -dc`."""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time

SIZE = 1 << 30


def repetition(text, number, pubmed):
    """The same records as others: identifiers and titles get the number of the repetition, so that nothing merges."""
    mark = b"%d" % (100 + number)
    if pubmed:
        text = re.sub(rb"(<PMID[^>]*>)", rb"\g<1>" + mark, text)
        text = re.sub(rb'(IdType="pubmed">)', rb"\g<1>" + mark, text)
        text = re.sub(rb"(<ArticleTitle[^>]*>)", rb"\g<1>" + mark + b" ", text)
        text = re.sub(rb'((?:IdType|EIdType)="(?:doi|pii|pmc)"[^>]*>(?:10\.|PMC)?)', rb"\g<1>" + mark, text)
        return text
    text = re.sub(rb'("(?:title|display_name)": ?")', rb"\g<1>" + mark + b" ", text)
    text = re.sub(rb'("mag": ?"?)', rb"\g<1>" + mark, text)
    text = re.sub(rb"(ncbi.nlm.nih.gov/(?:pmc/articles/)?)", rb"\g<1>" + mark, text)
    text = text.replace(b"openalex.org/W", b"openalex.org/W" + mark)
    return text.replace(b"doi.org/10.", b"doi.org/10." + mark)


def main():
    subprocess.run(["cargo", "build", "--release", "--package", "liaowang"], check=True)
    program = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "liaowang")
    print("| file | text | gzip -dc, s | import, s | of its speed | peak memory | documents |")
    print("|---|---|---|---|---|---|---|")
    for source in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            row(program, source, folder)


def row(program, source, folder):
    pubmed = source.endswith(".xml.zst")
    text = subprocess.run(["zstd", "-dc", source], check=True, stdout=subprocess.PIPE).stdout
    path = os.path.join(folder, "big.xml.gz" if pubmed else "big.jsonl.gz")
    with open(path, "wb") as out:
        gzip = subprocess.Popen(["gzip", "-c"], stdin=subprocess.PIPE, stdout=out)
        size = 0
        for number in range(-(-SIZE // len(text))):
            part = repetition(text, number, pubmed)
            size += len(part)
            gzip.stdin.write(part)
        gzip.stdin.close()
        gzip.wait()
    start = time.time()
    subprocess.run(["gzip", "-dc", path], check=True, stdout=subprocess.DEVNULL)
    alone = time.time() - start
    data = os.path.join(folder, "data")
    start = time.time()
    child = subprocess.Popen([program, "--data-dir", data, "import", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    took = time.time() - start
    if status:
        sys.exit(f"the import of {path} failed")
    words = ["sql", "SELECT count(*) FROM corpus_documents", "--output", "csv"]
    counted = subprocess.run([program, "--data-dir", data, *words], check=True, stdout=subprocess.PIPE, text=True)
    documents = counted.stdout.split()[-1]
    name = os.path.basename(source)
    print(f"| {name} | {size / 1e9:.2f} GB | {alone:.1f} | {took:.1f} | {alone / took:.2f} | {usage.ru_maxrss / 1024:.0f} MB | {documents} |", flush=True)


if __name__ == "__main__":
    main()
