"""The back-test on real corpora, as tables: `python bench/forecast/run.py CORPUS.jsonl.zst NAME [CORPUS NAME …]`.

Builds the program with cargo, imports each corpus into a folder of its own and prints, per target, the mean over the cut-offs
2008–2017 of the forecast and of every naive forecast, the paired 95 % interval of the difference, and the controls. Topics are
made from titles alone, because the share of records with an abstract changes over the years."""

import json
import os
import subprocess
import sys
import tempfile

MEASURES = ["csi", "ets", "precision_at_k", "auc", "pr_auc", "brier_skill", "ece"]


def run(program, data, *words):
    return subprocess.run([program, "--data-dir", data, *words], check=True, stdout=subprocess.PIPE, text=True).stdout


def main():
    subprocess.run(["cargo", "build", "--release", "--package", "liaowang"], check=True)
    program = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "liaowang")
    pairs = list(zip(sys.argv[1::2], sys.argv[2::2]))
    for corpus, name in pairs:
        with tempfile.TemporaryDirectory() as folder:
            config = os.path.join(folder, "scan.toml")
            with open(config, "w") as file:
                file.write('text = "title"\n')
            run(program, folder, "import", corpus)
            for target in ["top10", "sustained", "cset"]:
                words = ["backtest", "--cutoffs", "2008..2017", "--target", target, "--config", config, "--json"]
                table(name, target, json.loads(run(program, folder, *words)))


def table(name, target, report):
    mean = report["mean"]
    print(f"\n### {name}, {target}: {mean['eligible']} topics, base rate {mean['base_rate']:.3f}\n")
    print("| who | " + " | ".join(MEASURES) + " | CSI of the forecast less this, 95 % |")
    print("|---|" + "---|" * (len(MEASURES) + 1))
    row = lambda scores: " | ".join(f"{scores[measure]:.3f}" for measure in MEASURES)
    print(f"| **forecast** | {row(mean['forecast'])} | |")
    difference = {c["baseline"]: c for c in report["compared"] if c["measure"] == "csi"}
    for baseline, scores in sorted(mean["baselines"].items(), key=lambda item: -item[1]["csi"]):
        c = difference[baseline]
        print(f"| {baseline} | {row(scores)} | {c['difference']:+.3f} ({c['low']:+.3f} to {c['high']:+.3f}) |")
    controls = report["controls"]
    print(
        f"\nShuffled: CSI {controls['shuffled']['csi']:.3f}, AUC {controls['shuffled']['auc']:.3f}. "
        f"A year leaked: CSI {controls['leaked']['csi']:.3f}, AUC {controls['leaked']['auc']:.3f}. "
        f"With hindsight and a random split: CSI {report['hindsight']['csi']:.3f}, AUC {report['hindsight']['auc']:.3f}."
    )


if __name__ == "__main__":
    main()
