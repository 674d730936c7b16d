package spec_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The findings of an included document have their places there, and the order of the documents.
func TestIncludedFindings(t *testing.T) {
	api := newAPI(t)
	d := newDoor(t, at("suite: Including\ntarget: TARGET\ninclude: shared.yaml\nfindings: {own: {claim: Own, probe: p1, expect: {status: 200}}}\n", api.URL))
	shared := "probes: {p1: {path: /p1}}\n\n\n\n\n\n\nfindings:\n  first: {claim: First, probe: p1, expect: {status: 200}}\n  second: {claim: Second, probe: p1, expect: {status: 500}}\n"
	if err := os.WriteFile(filepath.Join(d.dir, "shared.yaml"), []byte(shared), 0o644); err != nil {
		t.Fatal(err)
	}
	r := d.run([]string{"--seed=7"}, "-mode=live")
	var got []string
	for _, s := range r.report.SpecReports {
		if len(s.ContainerHierarchyTexts) > 0 && s.ContainerHierarchyTexts[0] == "Including" {
			got = append(got, s.LeafNodeText+" "+s.State.String()+" "+filepath.Base(s.LeafNodeLocation.String()))
		}
	}
	want := "First passed shared.yaml:9, Second failed shared.yaml:10, Own passed s0.suite.yaml:4"
	if s := strings.Join(got, ", "); s != want || r.exit != 1 {
		t.Errorf("exit %d, specs %s, want %s\n%s", r.exit, s, want, r.output)
	}
}
