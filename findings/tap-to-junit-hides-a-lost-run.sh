#!/usr/bin/env bash
# tap-xunit 2.4.1 and tap-junit 5.0.4 make JUnit's XML of TAP, and a run that stopped early becomes
# green. After a "Bail out!" both write neither its reason, which must be shown (TAP 13 and 14), nor
# a failure or an error, and exit 0. One point of a plan of three, which TAP calls no successful
# run, is green in tap-xunit and a failure of no test in tap-junit. The latter also counts a failing
# TODO as a failure, which TAP 14 forbids, and exits 0 whatever failed. Both read with tap-parser,
# which does it rightly by itself.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true}' >package.json
npm install --no-audit --no-fund --silent tap-xunit@2.4.1 tap-junit@5.0.4 tap-parser@18.3.4
try() {
  local title=$1 tool status xml
  printf 'TAP version 13\n%b' "$2" >run.tap
  for tool in tap-parser tap-xunit tap-junit; do
    status=0
    "node_modules/.bin/$tool" <run.tap >out 2>&1 || status=$?
    xml=$(grep -oE '<testsuite .*</testsuites>' <(tr -d '\n' <out) | sed -E 's/>\s+</></g; s/ name="(Default|Tap-Junit-Suite)"//; s/<.testsuites?>//g' || true)
    echo "$title, $tool: exit $status${xml:+, $xml}"
  done
}
want='no route, tap-parser: exit 1
no route, tap-xunit: exit 0, <testsuite tests="1" failures="0" errors="0"><testcase name="#1 a"/>
no route, tap-junit: exit 0, <testsuite tests="1" skipped="0" failures="0"><testcase name="a" id="1"/>
two missing, tap-parser: exit 1
two missing, tap-xunit: exit 0, <testsuite tests="1" failures="0" errors="0"><testcase name="#1 a"/>
two missing, tap-junit: exit 0, <testsuite tests="1" skipped="0" failures="1"><testcase name="a" id="1"/>
to do, tap-parser: exit 0
to do, tap-xunit: exit 0, <testsuite tests="1" skipped="1" failures="0" errors="0"><testcase name="#1 a"><skipped/></testcase>
to do, tap-junit: exit 0, <testsuite tests="1" skipped="0" failures="1"><testcase name="a" id="1"><failure message="" type="fail"/></testcase>
failed, tap-parser: exit 1
failed, tap-xunit: exit 1, <testsuite tests="1" failures="1" errors="0"><testcase name="#1 a"><failure/></testcase>
failed, tap-junit: exit 0, <testsuite tests="1" skipped="0" failures="1"><testcase name="a" id="1"><failure message="" type="fail"/></testcase>'
got=$(
  try 'no route' '1..3\nok 1 - a\nBail out! no route\n'
  try 'two missing' '1..3\nok 1 - a\n'
  try 'to do' '1..1\nnot ok 1 - a # TODO later\n'
  try 'failed' '1..1\nnot ok 1 - a\n'
)
echo "$got"
[ "$got" = "$want" ] || {
  echo "no longer as described" >&2
  exit 1
}
