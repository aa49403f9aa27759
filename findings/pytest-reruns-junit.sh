#!/usr/bin/env bash
# pytest-rerunfailures 16.7 with pytest 9.2.0 (PyPI): with '--reruns', each try of a test that failed and was run again is in the JUnit XML
# as a test case of the same name without any mark, which is how one looks that passed. A test that passed at the third try is three
# that passed, and one that never passed is three that passed and one that failed. So test cases cannot be counted, and of those with
# one name only the worst, or the last, tells what happened.
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pytest==9.2.0 pytest-rerunfailures==16.7
cat >test_patient.py <<'EOS'
tries = 0

def test_third_try():
    global tries
    tries += 1
    assert tries == 3

def test_never():
    assert False
EOS
venv/bin/pytest --quiet --reruns 3 --junitxml=found.xml test_patient.py >/dev/null || true
cat >read.py <<'EOS'
import xml.etree.ElementTree as tree

for case in tree.parse("found.xml").iter("testcase"):
    print(case.get("name"), "failed" if case.find("failure") is not None else "passed")
EOS
venv/bin/python read.py | sort | uniq -c | sed -E 's/^ +//' | tee found
cat >expected <<'EOS'
1 test_never failed
3 test_never passed
3 test_third_try passed
EOS
diff expected found
