#!/bin/sh
# Checks a workspace of Connectathons in CI, and fails when something is wrong or overdue.
#
#   examples/ci.sh [WORKSPACE]
#
# CXN names the program to run (default: cxn, found on the PATH). CXN_NOW pins the clock, for tests.
# Ends with the first exit code that is not 0: 1 for findings or overdue dates, 2 and up for trouble.
set -u

workspace=${1:-.}
cxn=${CXN:-cxn}
result=0

# Runs one step; the others run all the same, so that one log shows everything.
step() {
    printf '\n== %s\n' "$*"
    "$cxn" -C "$workspace" "$@"
    code=$?
    [ "$result" -ne 0 ] || result=$code
}

step check --fail-on error
step status
step due --fail-on-overdue

exit "$result"
