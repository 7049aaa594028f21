"""The API against its own description, `python bench/api/run.py STORE [EXAMPLES [PROGRAM]]`: schemathesis (`pip install schemathesis`) sends what the
description allows and what it does not, to a copy of the data folder STORE, as a visitor, as a member and as a curator. STORE needs a scan and what
`liaowang fill --demo-accounts` writes. PROGRAM is `liaowang`, by default that of `target/debug`. Ids of the store stand in for the examples of the
description, so that real records are read, changed and moved on. Prints a table; ends with 1 where anything was found."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,ignored_auth,allow_header_conformance"
CALLERS = [("visitor", None, None), ("member", "member@demo.example", "read,write,publish"), ("curator", "curator@demo.example", "read,write,publish,admin")]
ADDRESS = "127.0.0.1:7811"
HOST = f"http://{ADDRESS}/api/v1"


def get(path, token=None):
    request = urllib.request.Request(HOST + path, headers={"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def described(token):
    """The description, with ids of this store for examples."""
    description = get("/openapi.json")
    own = get("/me/records?limit=1", token)["items"] if token else []
    record = (own or get("/records?limit=1")["items"])[0]["id"]
    party = get("/me", token)["party"]["id"] if token else "0" * 32
    examples = {"id": record, "party": party, "topic_id": get("/topics?limit=1")["items"][0]["topic_id"], "If-Match": "*"}
    shared = list(description["components"]["parameters"].values())
    operations = [operation for item in description["paths"].values() for operation in item.values()]
    for parameter in shared + [parameter for operation in operations for parameter in operation.get("parameters", [])]:
        if parameter.get("name") in examples:
            parameter["example"] = examples[parameter["name"]]
    return description


def run(folder, name, token, examples):
    """Runs schemathesis as someone; returns its cells of the table and whether nothing was found."""
    file = folder / f"{name}.json"
    file.write_text(json.dumps(described(token)))
    command = ["schemathesis", "run", str(file), "--url", HOST, "--checks", CHECKS, "--max-examples", examples, "--seed", "1", "--continue-on-failure", "--warnings", "off", "--no-color"]
    command += ["--header", f"Authorization: Bearer {token}"] if token else []
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(done.stdout if done.returncode else "", file=sys.stderr)
    operations = re.search(r"(\d+) tested|Tested: (\d+)", done.stdout)
    cases = re.search(r"([\d,]+) generated", done.stdout)
    found = re.search(r"found ([\d,]+) unique", done.stdout)
    cells = [next((group for group in match.groups() if group), "?") if match else missing for match, missing in ((operations, "?"), (cases, "?"), (found, "0"))]
    return cells, done.returncode == 0


def main():
    store, examples, program = (sys.argv[1:] + ["", "50", "target/debug/liaowang"][len(sys.argv) - 1 :])[:3]
    program = str(Path(program).resolve())
    clean = True
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        data = folder / "data"
        shutil.copytree(store, data)
        environment = os.environ | {"LIAOWANG_LANGUAGE": "en"}
        tokens = {}
        for name, email, scopes in CALLERS:
            if email:
                made = [program, "--data-dir", str(data), "token", "make", email, "--scopes", scopes]
                tokens[name] = subprocess.run(made, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        with open(folder / "log", "w+") as log:
            serving = subprocess.Popen([program, "--data-dir", str(data), "serve", "--address", ADDRESS], env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
            try:
                serving.stdout.readline()
                print("| caller | operations | requests | failures |\n|---|---|---|---|")
                for name, _, _ in CALLERS:
                    cells, is_clean = run(folder, name, tokens.get(name), examples)
                    clean &= is_clean
                    print(f"| {name} | {' | '.join(cells)} |", flush=True)
            finally:
                serving.terminate()
                serving.wait()
            log.seek(0)
            print(log.read(), file=sys.stderr)
    sys.exit(0 if clean else 1)


main()
