#!/usr/bin/env bash
# Go's diffs of JSON take two numbers for one where they differ beyond 2^53, as ids of 64 bits may:
# github.com/wI2L/jsondiff 0.7.1 and github.com/josephburnett/jd/v2 2.5.0, and
# yudai/gojsondiff 1.0.0, find no difference. A patch (RFC 6902) that adds such a number has another
# one, so that applying it makes another document than the one compared with. jsondiff's option
# UnmarshalFunc, with a decoder that keeps json.Number, mends it.
# gomodules.xyz/jsonpatch/v2 2.5.0 and evanphx/json-patch/v5 5.9.11 keep all digits.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/diff
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	evanphx "github.com/evanphx/json-patch/v5"
	"github.com/josephburnett/jd/v2"
	"github.com/wI2L/jsondiff"
	"github.com/yudai/gojsondiff"
	"gomodules.xyz/jsonpatch/v2"
)

func main() {
	for _, c := range [][2]string{
		{`{"id":9007199254740992}`, `{"id":9007199254740993}`},
		{`{"ids":[]}`, `{"ids":[9007199254740993]}`},
	} {
		before, after := []byte(c[0]), []byte(c[1])
		fmt.Println(c[0], "to", c[1])

		patch, err := jsondiff.CompareJSON(before, after)
		must(err)
		show("jsondiff", before, text(patch))
		exact := jsondiff.UnmarshalFunc(func(data []byte, v any) error {
			d := json.NewDecoder(bytes.NewReader(data))
			d.UseNumber()
			return d.Decode(v)
		})
		patch, err = jsondiff.CompareJSON(before, after, exact)
		must(err)
		show("jsondiff, json.Number", before, text(patch))

		old, err := jd.ReadJsonString(c[0])
		must(err)
		changed, err := jd.ReadJsonString(c[1])
		must(err)
		rendered, err := old.Diff(changed).RenderPatch()
		must(err)
		show("jd", before, []byte(rendered))

		operations, err := jsonpatch.CreatePatch(before, after)
		must(err)
		show("jsonpatch", before, text(operations))

		difference, err := gojsondiff.New().Compare(before, after)
		must(err)
		fmt.Println("  gojsondiff: modified", difference.Modified())
	}
}

// show applies a patch by the package that keeps all digits.
func show(name string, before, patch []byte) {
	operations, err := evanphx.DecodePatch(patch)
	must(err)
	after, err := operations.Apply(before)
	must(err)
	fmt.Printf("  %s: %d operations, to %s\n", name, len(operations), after)
}

func text(v any) []byte {
	data, err := json.Marshal(v)
	must(err)
	return data
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
GO
go get github.com/wI2L/jsondiff@v0.7.1 github.com/josephburnett/jd/v2@v2.5.0 github.com/yudai/gojsondiff@v1.0.0 \
  gomodules.xyz/jsonpatch/v2@v2.5.0 github.com/evanphx/json-patch/v5@v5.9.11 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1

got=$(go run .)
echo "$got"
[ "$got" = '{"id":9007199254740992} to {"id":9007199254740993}
  jsondiff: 0 operations, to {"id":9007199254740992}
  jsondiff, json.Number: 1 operations, to {"id":9007199254740993}
  jd: 0 operations, to {"id":9007199254740992}
  jsonpatch: 1 operations, to {"id":9007199254740993}
  gojsondiff: modified false
{"ids":[]} to {"ids":[9007199254740993]}
  jsondiff: 1 operations, to {"ids":[9007199254740992]}
  jsondiff, json.Number: 1 operations, to {"ids":[9007199254740993]}
  jd: 1 operations, to {"ids":[9007199254740992]}
  jsonpatch: 1 operations, to {"ids":[9007199254740993]}
  gojsondiff: modified true' ] || {
  echo "no longer as described" >&2
  exit 1
}
