#!/usr/bin/env bash
# fhir.resources 8.3.0 with fhir-core 1.1.12 (PyPI), the library of FHIR's types for Python, changes decimals: 66.70 is read as 66.7, and
# 0.000001000 is written as 1e-6, also where the resource comes from a text and not from Python's numbers. FHIR's data types say of a
# decimal that its precision is kept, for 66.70 says more than 66.7. An instant with half a second is written with six digits. So the
# score of a TestReport, or any other measure, that goes through it is not what was reported.
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check fhir.resources==8.3.0 fhir-core==1.1.12 pydantic==2.14.4
cat >read.py <<'EOS'
from fhir.resources.testreport import TestReport

for score, issued in [
    ("66.7", "2026-09-19T10:00:00-04:00"),
    ("66.70", "2026-09-19T10:00:00.5-04:00"),
    ("0.000001000", "2026-09-19T10:00:00Z"),
]:
    text = (
        '{"resourceType": "TestReport", "status": "completed", "result": "pass",'
        ' "testScript": "https://example.org/TestScript/read", "score": %s, "issued": "%s"}'
    )
    report = TestReport.model_validate_json(text % (score, issued))
    written = report.model_dump_json()
    print(score, issued, "->", written[written.index('"score"'):-1])
EOS
venv/bin/python read.py | tee found
cat >expected <<'EOF2'
66.7 2026-09-19T10:00:00-04:00 -> "score":66.7,"issued":"2026-09-19T10:00:00-04:00"
66.70 2026-09-19T10:00:00.5-04:00 -> "score":66.7,"issued":"2026-09-19T10:00:00.500000-04:00"
0.000001000 2026-09-19T10:00:00Z -> "score":1e-6,"issued":"2026-09-19T10:00:00Z"
EOF2
diff expected found
