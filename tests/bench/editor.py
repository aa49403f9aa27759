#!/usr/bin/env python3
"""Times what a person at an editor waits for: asks one or several builds of cxn as a language client does, over their pipes.

    tests/bench/editor.py [--runs N] WORKSPACE CXN...

One track of the workspace is opened in each build. The builds take turns, so that what else the machine does touches all of them,
and each run of each types a key and waits for the findings, then asks for a hover, a completion and a definition. Prints one line
of JSON a build: the medians in seconds, and how many files the workspace has.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time


class Client:
    def __init__(self, cxn, workspace):
        self.process = subprocess.Popen([cxn, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=workspace)
        self.ids = 0
        self.ask("initialize", {"capabilities": {}, "rootUri": workspace.as_uri()})
        self.tell("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        self.ids += 1
        self.send({"id": self.ids, "method": method, "params": params})
        answer = self.until(lambda message: message.get("id") == self.ids and "method" not in message)
        if "error" in answer:
            sys.exit(f"{method}: {answer['error']}")
        return answer["result"]

    def until(self, wanted):
        while True:
            length = 0
            while (line := self.process.stdout.readline().strip()) != b"":
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if length == 0:
                sys.exit("the server went away")
            message = json.loads(self.process.stdout.read(length))
            if wanted(message):
                return message

    def findings(self, uri):
        """The findings of a document, once they are published."""
        published = "textDocument/publishDiagnostics"
        told = self.until(lambda message: message.get("method") == published and message["params"]["uri"] == uri)
        return told["params"]["diagnostics"]

    def end(self):
        self.ask("shutdown", None)
        self.tell("exit", None)
        self.process.wait()


class Session:
    """A track that is open in an editor."""

    def __init__(self, cxn, workspace, track):
        self.client, self.uri, self.text = Client(cxn, workspace), track.as_uri(), track.read_text(encoding="utf-8")
        document = {"uri": self.uri, "languageId": "yaml", "version": 1, "text": self.text}
        self.client.tell("textDocument/didOpen", {"textDocument": document})
        self.version, self.times = 1, {"key": [], "hover": [], "completion": [], "definition": []}
        self.expect(self.client.findings(self.uri) == [], "a clean track has no findings")

    def expect(self, holds, what):
        if not holds:
            sys.exit(f"expected that {what}")

    def place(self, what, more):
        """Where a text is, some characters further on. What is before it on its line is ASCII."""
        at = self.text.index(what)
        line = self.text.count("\n", 0, at)
        return {"line": line, "character": at - (self.text.rfind("\n", 0, at) + 1) + more}

    def change(self, text):
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        self.client.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return self.client.findings(self.uri)

    def timed(self, name, act):
        started = time.perf_counter()
        answer = act()
        self.times[name].append(time.perf_counter() - started)
        return answer

    def at(self, name, what, more):
        params = {"textDocument": {"uri": self.uri}, "position": self.place(what, more)}
        return self.timed(name, lambda: self.client.ask(f"textDocument/{name}", params))

    def run(self, number):
        # A key that the next one takes back: an unknown field, and its end.
        found = self.timed("key", lambda: self.change(f"{self.text}novel-{number}: x\n"))
        self.expect([one["code"] for one in found] == ["unknown-key"], f"the unknown key is found, not {found}")
        self.expect(self.timed("key", lambda: self.change(self.text)) == [], "it is gone again")
        self.expect(self.at("hover", "justification:", 3), "a field has a hover")
        self.expect(self.at("completion", "status: ", 8), "a status has words")
        self.at("definition", "id: ", 5)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("workspace", type=pathlib.Path)
    parser.add_argument("builds", nargs="+", metavar="CXN")
    options = parser.parse_args()
    workspace = options.workspace.resolve()
    files = sum(1 for _ in workspace.rglob("*.yaml"))
    track = sorted(workspace.glob("events/*/tracks/*.yaml"))[0]
    sessions = {cxn: Session(os.path.abspath(cxn), workspace, track) for cxn in options.builds}
    for number in range(options.runs):
        for session in sessions.values():
            session.run(number)
    for cxn, session in sessions.items():
        session.client.end()
        medians = {name: statistics.median(times) for name, times in session.times.items()}
        print(json.dumps({"cxn": cxn, "files": files, **medians}))


main()
