#!/usr/bin/env bash
# @cucumber/cucumber 12.9.0 (npm): in its JUnit XML a scenario with a step that nobody wrote, or that is pending, is a <failure/> without
# a type, a message or a text, and counts as a failure; only the output of the test says "undefined" or "pending". behave 1.3.3 (PyPI)
# makes an <error type="NoneType"> of the first. So "failed" in such a file may mean that nothing was asked of the system under test.
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check behave==1.3.3
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @cucumber/cucumber@12.9.0
mkdir -p features/steps
cat >features/patient.feature <<'EOS'
Feature: Patient
  Scenario: wrong
    Given an answer that is wrong
  Scenario: undefined
    Given a step that nobody wrote
EOS
printf '%s\n' 'from behave import given' '@given("an answer that is wrong")' 'def step(context):' '    assert False, "no"' >features/steps/steps.py
echo 'require("@cucumber/cucumber").Given("an answer that is wrong", () => { throw new Error("no"); });' >steps.cjs

npx --no-install cucumber-js features/patient.feature --require steps.cjs --format junit:cucumber.xml >/dev/null 2>&1 || true
venv/bin/behave --quiet --junit --junit-directory behave >/dev/null 2>&1 || true
marks() { grep -o -E '<testcase [^>]*name="[^"]*"|<(failure|error)( type="[^"]*")?' "$1" | sed -E 's/<testcase .*name="([^"]*)"/\1:/' | paste -sd ' '; }
{
    echo "cucumber: $(marks cucumber.xml)"
    echo "behave: $(marks behave/*.xml)"
} | tee found
cat >expected <<'EOS'
cucumber: wrong: <failure type="Error" undefined: <failure
behave: wrong: <failure type="AssertionError" undefined: <error type="NoneType"
EOS
diff expected found
