package house_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Unneeded dependencies of a package, such as a network client or a database, cost each of its
// users binary size and start-up time.
func TestWhatPackagesDoNotLink(t *testing.T) {
	const here = "assay/runner/internal/"
	network := []string{"modernc.org/sqlite", "github.com/jarcoal/httpmock", here + "observe/transport", here + "engine"}
	// What is large and rare in tests of suites is linked by an import of its own.
	rare := []string{
		"cel.dev/cel-go/cel", "google.golang.org/protobuf/proto", "github.com/antlr4-go/antlr/v4", "modernc.org/sqlite",
		"database/sql", here + "history/store", here + "mutate", here + "expect/cel", "github.com/dop251/goja/parser", "github.com/antchfx/xpath", "github.com/andybalholm/brotli", "github.com/klauspost/compress/zstd", here + "expect/xml", "github.com/nats-io/nats.go", here + "importer",
	}
	for pkg, lacks := range map[string][]string{
		".": rare, "spec": rare, "contract": rare, "match": rare,
		"internal/pipeline": network, "internal/report": append([]string{here + "mutate"}, network...), "internal/lint": network, "internal/drift": network,
		"internal/watch": network, "internal/record": network, "internal/mutate": network,
		"mock": append([]string{
			"cel.dev/cel-go/cel",
			here + "expect", here + "suite", here + "plan",
		}, network...),
		// The init of each costs every start of the command milliseconds; only tests may link them.
		"cmd/assay": {
			"github.com/santhosh-tekuri/jsonschema/v6", "github.com/getkin/kin-openapi/openapi3",
			"github.com/Masterminds/semver/v3", "github.com/onsi/ginkgo/v2/types",
		},
	} {
		out, err := exec.Command("go", "list", "-deps", runner+"/"+pkg).Output()
		if err != nil {
			t.Fatalf("%s: %v", pkg, err)
		}
		linked := strings.Fields(string(out))
		if len(linked) < 20 {
			t.Errorf("%s links %d packages", pkg, len(linked))
		}
		for _, name := range lacks {
			if slices.Contains(linked, name) {
				t.Errorf("%s links %s", pkg, name)
			}
		}
	}
}

// A template finds methods by name: one that is reached makes the linker keep every exported method
// of the command, a tenth of its size.
func TestNoPackageImportsTemplates(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, runner+"/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		for _, path := range strings.Fields(line)[1:] {
			if path == "text/template" || path == "html/template" {
				t.Errorf("%s imports %s", strings.Fields(line)[0], path)
			}
		}
	}
}
