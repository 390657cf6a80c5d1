"""Nothing is downloaded and nobody is called: everything runs where no network can be reached."""

import ast
import os
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

#: Runs the whole package in a process of its own, in which any attempt to reach the network raises.
BLOCKED = """
import socket, sys

def refuse(*given, **named):
    raise AssertionError(f"a network call: {given!r}")

socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse

def watch(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"):
        raise AssertionError(f"a network call: {event} {given!r}")

sys.addaudithook(watch)
"""
WORK = """
import sys
from pathlib import Path
import framing
from framing.cli import app

sample, out = Path(sys.argv[1]), Path(sys.argv[2])
articles, book = str(sample / "articles"), str(sample / "codebook.yaml")

def run(*arguments):
    print(*arguments[:1], flush=True)
    app(list(map(str, arguments)), standalone_mode=False)

analysis = framing.analyze(articles, codebook=book)
analysis.save(out / "saved")
framing.load_analysis(out / "saved")
framing.export_features(analysis, out / "shared")
framing.score_sentiment(analysis.sentences, analysis.articles, method="vader")
framing.score_tone(analysis.mentions, analysis.articles)
run("check", articles)
run("tables", articles, "--out", out / "tables", "--codebook", book)
run("verify", out / "tables", "--source", articles, "--codebook", book)
run("models")
run("cite")
run("demo", "--no-notebook", "--out", out / "demo")
print("all done")
"""


def execute(code, sample, out, *before):
    environment = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    return subprocess.run([*before, sys.executable, "-c", code, str(sample), str(out)], capture_output=True, text=True, cwd=ROOT,
                          env=environment, timeout=900)


def test_the_block_blocks(sample, tmp_path):
    for call in ("socket.create_connection(('127.0.0.1', 9))", "socket.socket().connect(('127.0.0.1', 9))",
                 "__import__('urllib.request').request.urlopen('http://127.0.0.1:9/')"):
        run = execute(BLOCKED + call, sample, tmp_path)
        assert run.returncode == 1 and "AssertionError: a network call" in run.stderr


@pytest.mark.slow
def test_everything_runs_with_sockets_blocked_and_where_there_is_no_network(sample, tmp_path):
    """Every attempt raises; and where this process may have a network namespace of its own, there is nobody to reach."""
    unshare = shutil.which("unshare")
    alone = [unshare, "-n"] if unshare and not subprocess.run([unshare, "-n", "true"], capture_output=True).returncode else []
    run = execute(BLOCKED + WORK, sample, tmp_path, *alone)
    assert run.stdout.splitlines()[-1:] == ["all done"], run.stderr
    assert (tmp_path / "demo" / "report.html").is_file()


def test_no_module_of_the_package_opens_a_connection():
    callers = {"socket", "urllib.request", "http.client", "ftplib", "smtplib", "requests", "urllib3", "aiohttp", "httpx", "xmlrpc"}
    for path in (ROOT / "framing").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else \
                [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert not callers & set(names), f"{path.name} imports {names}"
            if isinstance(node, ast.Attribute):
                assert ast.unparse(node) not in ("nltk.download", "trafilatura.fetch_url"), path.name
