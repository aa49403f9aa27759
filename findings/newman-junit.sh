#!/usr/bin/env bash
# newman 6.2.2 (npm), which runs Postman collections, writes JUnit XML in which two things are not what they look like:
# - a test that was skipped (`pm.test.skip`) is a test case that passed: there is no <skipped>;
# - where the script of a request's tests breaks off, its suite counts errors="1" and has no test case at all, so whoever reads test
#   cases sees nothing wrong; newman itself ends with 1.
# So a file of it has to be read with the counts of its suites, and "passed" may mean that nothing was tested.
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-0}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund newman@6.2.2
cat >server.cjs <<'EOS'
const server = require('http').createServer((_, response) => response.end('{}'));
server.listen(0, '127.0.0.1', () => require('fs').writeFileSync('port', String(server.address().port)));
EOS
node server.cjs &
server=$!
until [ -s port ]; do sleep 0.1; done
cat >collection.json <<EOS
{
  "info": { "name": "Patient", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
  "item": [
    { "name": "Read", "request": { "method": "GET", "url": "http://127.0.0.1:$(cat port)/Patient/1" },
      "event": [{ "listen": "test", "script": { "exec": [
        "pm.test('has an answer', () => pm.response.to.have.status(200));",
        "pm.test.skip('has a version', () => pm.response.to.have.header('ETag'));"
      ] } }] },
    { "name": "Search", "request": { "method": "GET", "url": "http://127.0.0.1:$(cat port)/Patient?name=a" },
      "event": [{ "listen": "test", "script": { "exec": [
        "const bundle = expected.bundle;",
        "pm.test('finds one', () => pm.expect(bundle.total).to.equal(1));"
      ] } }] }
  ]
}
EOS
code=0
npx --no-install newman run collection.json --reporters junit --reporter-junit-export newman.xml >/dev/null || code=$?
{
    grep -o -E '<testsuite name="[^"]*"|(tests|failures|errors)="[0-9]+"|<testcase name="[^"]*"|<(skipped|failure|error)\b' newman.xml | tail -n +2 | paste -sd ' '
    echo "exit code $code"
} | tee found
cat >expected <<'EOS'
<testsuite name="Read" tests="2" failures="0" errors="0" <testcase name="has an answer" <testcase name="has a version" <testsuite name="Search" tests="0" failures="0" errors="1"
exit code 1
EOS
diff expected found
