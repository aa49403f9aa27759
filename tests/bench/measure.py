#!/usr/bin/env python3
"""What compare.sh measures with: the time and memory of commands, an editor's questions, and how busy the machine is otherwise.

measure.py commands RUNS [--prepare COMMAND] NAME=COMMAND...
    runs the commands in turns, so that a busy moment falls on all of them, and prints a line for each: NAME, the median of its seconds
    and its most kilobytes of memory. The preparation runs before each, unmeasured, with NAME as its word.
measure.py editor RUNS CXN FOLDER FILE
    opens a file in the language server and prints the median seconds from a key to the findings, of a hover and of a completion.
measure.py busy SECONDS
    prints the share of the processors that others used meanwhile, in percent.
"""
import json
import os
import shlex
import statistics
import subprocess
import sys
import time


def run(command):
    """Seconds and kilobytes of a command that prints to nowhere."""
    nowhere = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1, 2)]
    started = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=nowhere)
    _, _, usage = os.wait4(child, 0)
    return time.perf_counter() - started, usage.ru_maxrss


def commands(runs, arguments):
    prepare = None
    if arguments[0] == "--prepare":
        prepare, arguments = shlex.split(arguments[1]), arguments[2:]
    named = [argument.split("=", 1) for argument in arguments]
    named = [(name, shlex.split(command), []) for name, command in named]
    # The first turn fills the caches and does not count.
    for turn in range(runs + 1):
        for name, command, seen in named:
            if prepare:
                subprocess.run(prepare + [name], check=True, stdout=subprocess.DEVNULL)
            took = run(command)
            if turn or not runs:
                seen.append(took)
    for name, _, seen in named:
        seconds = statistics.median(one[0] for one in seen)
        print(name, f"{seconds:.6f}", max(one[1] for one in seen))


class Editor:
    """A client of a language server on its standard streams."""

    def __init__(self, cxn, folder):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.server = subprocess.Popen([cxn, "-C", folder, "lsp"], **pipes)
        self.asked = 0

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def until(self, wanted):
        while True:
            length = 0
            while line := self.server.stdout.readline().strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                raise SystemExit("the language server went away")
            message = json.loads(self.server.stdout.read(length))
            if wanted(message):
                return message

    def ask(self, method, params):
        self.asked += 1
        self.send({"id": self.asked, "method": method, "params": params})
        return self.until(lambda message: message.get("id") == self.asked and "method" not in message)

    def findings(self, uri):
        is_it = lambda message: message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri
        return self.until(is_it)


def editor(runs, cxn, folder, file):
    client = Editor(cxn, folder)
    client.ask("initialize", {"capabilities": {}})
    client.tell("initialized", {})
    path = os.path.abspath(os.path.join(folder, file))
    uri, text = "file://" + path, open(path, encoding="utf-8").read()
    place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 2}}
    client.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
    client.findings(uri)
    spent = {"key": [], "hover": [], "completion": []}
    for turn in range(runs + 1):
        # A key that makes a finding, and the next one that takes it away.
        typed = text + ("unknown-key: 1\n" if turn % 2 == 0 else "")
        for name, act in (
            ("key", lambda: (client.tell("textDocument/didChange", {"textDocument": {"uri": uri, "version": turn + 2}, "contentChanges": [{"text": typed}]}), client.findings(uri))),
            ("hover", lambda: client.ask("textDocument/hover", place)),
            ("completion", lambda: client.ask("textDocument/completion", place)),
        ):
            started = time.perf_counter()
            act()
            if turn:
                spent[name].append(time.perf_counter() - started)
    client.ask("shutdown", None)
    client.tell("exit", None)
    client.server.wait()
    for name, seconds in spent.items():
        print(name, f"{statistics.median(seconds):.6f}")


def busy(seconds):
    def times():
        with open("/proc/stat", encoding="ascii") as stat:
            spent = [int(word) for word in stat.readline().split()[1:9]]
        return sum(spent), spent[3] + spent[4]

    before = times()
    time.sleep(seconds)
    after = times()
    spent = after[0] - before[0]
    print(round(100 * (spent - (after[1] - before[1])) / max(spent, 1)))


if __name__ == "__main__":
    what, *words = sys.argv[1:] or [""]
    if what == "commands":
        commands(int(words[0]), words[1:])
    elif what == "editor":
        editor(int(words[0]), *words[1:])
    elif what == "busy":
        busy(float(words[0]))
    else:
        raise SystemExit(__doc__)
