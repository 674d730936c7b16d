#!/usr/bin/env bash
# Readers of the field Link, by which an API names its next page, lose that page without an error,
# so that a listing looks complete after its first page. Go's github.com/tomnomnom/linkheader
# e5fe3b5 cuts the field at each comma, also within <> and quotes; github.com/peterhellberg/link
# 1.2.0 takes commas out of the address, which then asks for something else; both have no "next"
# where one link has two relations (RFC 8288, 3.3). npm's li 1.3.0 and http-link-header 1.1.4 lose a
# link with a parameter that has no value (section 3, link-param). npm's parse-link-header 2.0.0
# finds the page each time.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >fields <<'LINK'
<https://api.example/list?page=2>; rel="next"
<https://api.example/list?fields=id,name&page=2>; rel="next"
<https://api.example/list?page=2>; rel="next last"
<https://api.example/list?page=2>; title="2, the last"; rel="next"
<https://api.example/list?page=2>; crossorigin; rel="next"
LINK
cat >go.mod <<'MOD'
module finding.example/link
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/peterhellberg/link"
	"github.com/tomnomnom/linkheader"
)

func main() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		first, second := "none", "none"
		for _, l := range linkheader.Parse(lines.Text()).FilterByRel("next") {
			first = l.URL
		}
		if l := link.Parse(lines.Text())["next"]; l != nil {
			second = l.URI
		}
		fmt.Printf("  tomnomnom/linkheader %s\n  peterhellberg/link %s\n", first, second)
	}
}
GO
echo '{"private": true}' >package.json
npm install --no-audit --no-fund --silent li@1.3.0 http-link-header@1.1.4 parse-link-header@2.0.0
go get github.com/tomnomnom/linkheader@v0.0.0-20250811210735-e5fe3b51442e github.com/peterhellberg/link@v1.2.0 >/dev/null 2>&1
cat >main.cjs <<'JS'
const field = require('fs').readFileSync(0, 'utf8').trim()
const next = {
  li: require('li').parse(field).next,
  'http-link-header': require('http-link-header').parse(field).rel('next')[0]?.uri,
  'parse-link-header': require('parse-link-header')(field)?.next?.url,
}
for (const name in next) console.log(`  ${name} ${next[name] ?? 'none'}`)
JS

go build -o read .
got=$(while read -r field; do
  echo "$field"
  ./read <<<"$field"
  node main.cjs <<<"$field"
done <fields)
echo "$got"
[ "$got" = '<https://api.example/list?page=2>; rel="next"
  tomnomnom/linkheader https://api.example/list?page=2
  peterhellberg/link https://api.example/list?page=2
  li https://api.example/list?page=2
  http-link-header https://api.example/list?page=2
  parse-link-header https://api.example/list?page=2
<https://api.example/list?fields=id,name&page=2>; rel="next"
  tomnomnom/linkheader none
  peterhellberg/link https://api.example/list?fields=idname&page=2
  li https://api.example/list?fields=id,name&page=2
  http-link-header https://api.example/list?fields=id,name&page=2
  parse-link-header https://api.example/list?fields=id,name&page=2
<https://api.example/list?page=2>; rel="next last"
  tomnomnom/linkheader none
  peterhellberg/link none
  li https://api.example/list?page=2
  http-link-header https://api.example/list?page=2
  parse-link-header https://api.example/list?page=2
<https://api.example/list?page=2>; title="2, the last"; rel="next"
  tomnomnom/linkheader none
  peterhellberg/link https://api.example/list?page=2
  li https://api.example/list?page=2
  http-link-header https://api.example/list?page=2
  parse-link-header https://api.example/list?page=2
<https://api.example/list?page=2>; crossorigin; rel="next"
  tomnomnom/linkheader https://api.example/list?page=2
  peterhellberg/link https://api.example/list?page=2
  li none
  http-link-header none
  parse-link-header https://api.example/list?page=2' ] || {
  echo "no longer as described" >&2
  exit 1
}
