#!/usr/bin/env bash
# npm's jsonpath-rfc9535 1.3.0, whose README says that it passes the whole compliance suite: in a
# comparison a query with an index is empty, though it stands for the element's value (RFC 9535,
# 2.3.5.1 and 2.3.5.2.2). So == selects nothing, != everything, and two such queries are always
# equal; alone or in a function the same query works. match() does not group an alternation, nor
# does that of Go's github.com/theory/jsonpath 0.12.3: "a|b" takes each text that begins with a or
# ends with b, and should match the whole text (2.4.6). json-p3 2.3.1 gives what the RFC says.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent jsonpath-rfc9535@1.3.0 json-p3@2.3.1
cat >main.js <<'JS'
import { query } from 'jsonpath-rfc9535'
import { jsonpath } from 'json-p3'

const choices = [{ id: 1, tags: ['new', 'new'] }, { id: 2, tags: ['old', 'new'] }]
for (const [path, value] of [
  ['$[?@.tags[0]].id', choices],
  ['$[?length(@.tags[0]) == 3].id', choices],
  ['$[?@.tags[0] == "new"].id', choices],
  ['$[?@.tags[0] != "new"].id', choices],
  ['$[?@.tags[0] == @.tags[1]].id', choices],
  ['$[?match(@, "(stop|length)")]', ['stop', 'stopped', 'max_length']],
  ['$[?match(@, "stop|length")]', ['stop', 'stopped', 'max_length']],
]) {
  const other = jsonpath.query(path, value).values()
  console.log(`${path}: ${JSON.stringify(query(value, path))}, json-p3 ${JSON.stringify(other)}`)
}
JS

cat >go.mod <<'MOD'
module finding.example/match
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/theory/jsonpath"
)

func main() {
	path := jsonpath.MustParse(`$[?match(@, "stop|length")]`)
	fmt.Println("theory/jsonpath:", path.Select([]any{"stop", "stopped", "max_length"}))
}
GO
go get github.com/theory/jsonpath@v0.12.3 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1

want='$[?@.tags[0]].id: [1,2], json-p3 [1,2]
$[?length(@.tags[0]) == 3].id: [1,2], json-p3 [1,2]
$[?@.tags[0] == "new"].id: [], json-p3 [1]
$[?@.tags[0] != "new"].id: [1,2], json-p3 [2]
$[?@.tags[0] == @.tags[1]].id: [1,2], json-p3 [1]
$[?match(@, "(stop|length)")]: ["stop"], json-p3 ["stop"]
$[?match(@, "stop|length")]: ["stop","stopped","max_length"], json-p3 ["stop"]
theory/jsonpath: [stop stopped max_length]'
got=$(node main.js && go run .)
printf 'jsonpath-rfc9535 1.3.0\n%s\n' "$got"
[ "$got" = "$want" ] || {
  echo "no longer as described" >&2
  exit 1
}
