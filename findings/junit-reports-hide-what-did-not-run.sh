#!/usr/bin/env bash
# What could not run is missing from reports in JUnit's XML. newman 6.2.2 writes a request without a
# test of its own (a login, say) that got no answer, and one whose script failed, as a suite of no
# test case, told only by errors="1"; junit-to-ctrf 0.0.14, which counts test cases, makes a report
# of it in which all passed, though newman exits with 1. gotestsum 1.13.0 gives a package that does
# not build a suite with tests="0" and failures="0", but with a failed test case in it, which lacks
# what the compiler said (https://github.com/gotestyourself/gotestsum/issues/475). @usebruno/cli
# 4.1.0 and go-junit-report 2.1.0 have a test case with the error, and count it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true}' >package.json
npm install --no-audit --no-fund --silent newman@6.2.2 @usebruno/cli@4.1.0 junit-to-ctrf@0.0.14
export GOBIN=$dir/bin
go install gotest.tools/gotestsum@v1.13.0 >/dev/null 2>&1
go install github.com/jstemmer/go-junit-report/v2@v2.1.0 >/dev/null 2>&1

# A request that is answered and one that nobody answers; for newman also one with a bad script.
mkdir bruno
echo '{"version": "1", "name": "shop", "type": "collection"}' >bruno/bruno.json
cat >main.cjs <<'JS'
const { execFile } = require('child_process')
const { readFileSync, writeFileSync } = require('fs')

const run = (command, args, cwd) => new Promise(done => {
  execFile(require('path').resolve('node_modules/.bin', command), args, { cwd }, error => done(error?.code ?? 0))
})
const suites = file => {
  for (const [, name, counts, cases] of readFileSync(file, 'utf8').matchAll(/<testsuite name="(.*?)"(.*?)>(.*?)<\/testsuite>/gs)) {
    const told = counts.match(/(tests|failures|errors)="\d+"/g).sort().join(' ')
    console.log(`  ${name}: ${told}, test cases ${cases.match(/<testcase /g)?.length ?? 0}`)
  }
}
const server = require('http').createServer((req, res) => res.end()).listen(0, '127.0.0.1', async () => {
  const up = `http://127.0.0.1:${server.address().port}/`
  const lost = 'http://127.0.0.1:1/'
  const item = (name, url, listen, exec) => ({ name, request: { method: 'GET', url }, event: [{ listen, script: { exec: [exec] } }] })
  writeFileSync('collection.json', JSON.stringify({
    info: { name: 'shop', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: [
      item('answered', up, 'test', 'pm.test("is 200", () => pm.response.to.have.status(200))'),
      item('lost', lost, 'prerequest', 'pm.variables.set("page", 1)'),
      item('script fails', up, 'prerequest', 'throw new Error("no token")'),
    ],
  }))
  const bru = (name, seq, url, tests) => writeFileSync(`bruno/${name}.bru`,
    `meta {\n  name: ${name}\n  type: http\n  seq: ${seq}\n}\nget {\n  url: ${url}\n}\n${tests}`)
  bru('answered', 1, up, 'tests {\n  test("is 200", () => expect(res.status).to.equal(200))\n}\n')
  bru('lost', 2, lost, '')

  for (const [name, ...args] of [
    ['newman', 'run', 'collection.json', '-r', 'junit', '--reporter-junit-export', 'newman.xml'],
    ['bru', 'run', '--reporter-junit', '../bru.xml'],
  ]) {
    console.log(`${name}: exit ${await run(name, args, name === 'bru' ? 'bruno' : '.')}`)
    suites(`${name}.xml`)
    await run('junit-to-ctrf', [`${name}.xml`, '-o', `${name}.json`])
    const { tests, passed, failed } = JSON.parse(readFileSync(`${name}.json`)).results.summary
    console.log(`  junit-to-ctrf: tests ${tests}, passed ${passed}, failed ${failed}`)
  }
  server.close()
})
JS

mkdir module
cat >module/go.mod <<'MOD'
module finding.example/build
go 1.24
MOD
cat >module/build_test.go <<'GO'
package build

import "testing"

func TestBuild(t *testing.T) { missing() }
GO

got=$(
  node main.cjs
  cd module
  report() {
    tr -d '\n' <"$1" | grep -oE '<testsuite [^>]*name="finding[^>]*>.*' | grep -oE '(tests|failures|errors)="[0-9]+"|<(failure|error)\b|undefined: missing' | tr -d '<' | paste -sd' ' | sed 's/^/  /'
  }
  status=0
  ../bin/gotestsum --junitfile ../gotestsum.xml ./... >/dev/null 2>&1 || status=$?
  echo "gotestsum: exit $status"
  report ../gotestsum.xml
  go test -json ./... 2>/dev/null | ../bin/go-junit-report -parser gojson >../go-junit-report.xml || true
  echo go-junit-report
  report ../go-junit-report.xml
)
echo "$got"
[ "$got" = 'newman: exit 1
  answered: errors="0" failures="0" tests="1", test cases 1
  lost: errors="1" failures="0" tests="0", test cases 0
  script fails: errors="1" failures="0" tests="0", test cases 0
  junit-to-ctrf: tests 1, passed 1, failed 0
bru: exit 1
  answered: errors="0" failures="0" tests="1", test cases 1
  lost: errors="1" failures="0" tests="1", test cases 1
  junit-to-ctrf: tests 2, passed 1, failed 1
gotestsum: exit 1
  tests="0" failures="0" failure
go-junit-report
  tests="1" failures="0" errors="1" error undefined: missing' ] || {
  echo "no longer as described" >&2
  exit 1
}
