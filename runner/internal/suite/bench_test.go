package suite_test

import (
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/suite"
)

// large returns the text of a document with n probes and n findings.
func large(n int) []byte {
	var b strings.Builder
	b.WriteString("suite: Large\ntarget: http://127.0.0.1:1\nprobes:\n")
	for i := range n {
		fmt.Fprintf(&b, "  p%d:\n    path: /fast\n    headers:\n      X-Check: c%d\n", i, i)
	}
	b.WriteString("findings:\n")
	for i := range n {
		fmt.Fprintf(&b, "  f%d:\n    claim: Check %d holds\n    probe: p%d\n    expect:\n      status: 200\n      headers:\n        X-Bench: \"yes\"\n      json:\n        $.name: bench\n", i, i, i)
	}
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	for _, n := range []int{10_000, 40_000} {
		text := large(n)
		b.Run(fmt.Sprintf("yaml/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var root yaml.Node
				if err := yaml.Load(text, &root); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("suite/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := suite.Parse("large.suite.yaml", text, suite.Options{Env: noEnv}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
