#!/usr/bin/env bash
# Ginkgo 2.34.0: the ginkgo command runs a test package that does not import Ginkgo by
# name as `go test` would, and drops flags of its own without a word. With --dry-run the
# tests run all the same and the status is 0; so a package whose specs are made by a
# library that imports Ginkgo for it has its paid or writing specs run under --dry-run,
# --focus and --label-filter. A file that imports Ginkgo by name makes the difference.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/ginkgo
go 1.24
MOD
mkdir plain named
cat >plain/plain_test.go <<'GO'
package plain

import (
	"os"
	"testing"
)

func TestRuns(t *testing.T) {
	if err := os.WriteFile("ran", nil, 0o600); err != nil {
		t.Fatal(err)
	}
}
GO
cat >named/named_test.go <<'GO'
package named

import (
	"os"
	"testing"

	"github.com/onsi/ginkgo/v2"
)

var _ = ginkgo.It("runs", func() {
	if err := os.WriteFile("ran", nil, 0o600); err != nil {
		ginkgo.Fail(err.Error())
	}
})

func TestSpecs(t *testing.T) { ginkgo.RunSpecs(t, "named") }
GO
go get github.com/onsi/ginkgo/v2@v2.34.0 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
go get github.com/onsi/ginkgo/v2/ginkgo@v2.34.0 >/dev/null 2>&1
go build -o ginkgo github.com/onsi/ginkgo/v2/ginkgo
./ginkgo version

declare -A result
for package in plain named; do
  status=0
  ./ginkgo run --dry-run "./$package" >"$package.out" 2>&1 || status=$?
  ran=no
  [ -e "$package/ran" ] && ran=yes
  said=no
  grep -qi 'dry' "$package.out" && said=yes
  echo "$package: status $status, its test ran: $ran, --dry-run is spoken of: $said"
  result[$package]="$status $ran $said"
done

if [ "${result[plain]}" != "0 yes no" ] || [[ ${result[named]} != "0 no "* ]]; then
  echo "changed: look again whether ginkgo still drops flags" >&2
  exit 1
fi
