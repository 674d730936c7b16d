#!/usr/bin/env bash
# github.com/theory/jsonpath 0.12.3: the normalized path of a member whose name holds a
# control character from U+0010 to U+001F has that character as it is, where RFC 9535,
# section 2.7 (normal-hexchar), wants a four-digit escape; U+0000 to U+000F are escaped.
# Such a path is no JSONPath: the library itself refuses to parse what it wrote, so a
# place that was stored as text cannot be looked up again.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/jsonpath
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/theory/jsonpath"
)

func main() {
	every := jsonpath.MustParse("$.*")
	for _, name := range []rune{0x01, 0x0f, 0x10, 0x1f} {
		for _, node := range every.SelectLocated(map[string]any{string(name): true}) {
			path := node.Path.String()
			_, err := jsonpath.Parse(path)
			fmt.Printf("U+%04X %q read again: %t\n", name, path, err == nil)
		}
	}
}
GO
go get github.com/theory/jsonpath@v0.12.3 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1

want='U+0001 "$['"'\\\\u0001'"']" read again: true
U+000F "$['"'\\\\u000f'"']" read again: true
U+0010 "$['"'\\x10'"']" read again: false
U+001F "$['"'\\x1f'"']" read again: false'
got=$(go run .)
printf 'jsonpath 0.12.3\n%s\n' "$got"
[ "$got" = "$want" ] || {
  echo "no longer as described" >&2
  exit 1
}
