#!/usr/bin/env bash
# sarif-tools 3.0.5 (PyPI) counts results of SARIF 2.1.0 that a tool reports as suppressed, and those that it reports as unchanged since
# a baseline, like any other: 'sarif --check error' fails for a file in which the only error is one that somebody accepted with a
# reason, and the summary shows it as open. SARIF, 3.27.23: a result with an accepted suppression is suppressed. What is not to count
# has to be named in a filter file. GitHub's code scanning hides such results.
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check sarif-tools==3.0.5
sarif() {
    local place='"locations":[{"physicalLocation":{"artifactLocation":{"uri":"track.yaml"},"region":{"startLine":1}}}]'
    printf '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"example","rules":[{"id":"no-lead"}]}},"results":[%s]}]}' \
        "{\"ruleId\":\"no-lead\",\"level\":\"error\",\"message\":{\"text\":\"no lead\"},$1$place}"
}
sarif '' >open.sarif
sarif '"suppressions":[{"kind":"inSource","status":"accepted","justification":"the lead is being replaced"}],' >suppressed.sarif
sarif '"baselineState":"unchanged",' >unchanged.sarif
cat >filter.yaml <<'EOS'
description: without what is suppressed
exclude:
  - suppression: inSource
EOS

check() {
    local code=0
    venv/bin/sarif --check error "$@" >out 2>err || code=$?
    grep -m 1 '^error: ' out | tr '\n' ' '
    echo "exit code $code"
}
{
    for name in open suppressed unchanged; do echo "$name: $(check summary "$name.sarif")"; done
    echo "suppressed, with a filter: $(check summary --filter filter.yaml suppressed.sarif)"
} | tee found
cat >expected <<'EOF2'
open: error: 1 exit code 1
suppressed: error: 1 exit code 1
unchanged: error: 1 exit code 1
suppressed, with a filter: error: 0 exit code 0
EOF2
diff expected found
