package cli

import (
	"runtime/debug"
	"testing"

	"assay/runner/internal/pipeline"
)

// The version that a release was linked with wins over that of go install. The go get of assay init
// fetches a tag, never a commit after one.
func TestVersions(t *testing.T) {
	for _, c := range []struct{ linked, built, version, release string }{
		{"", "(devel)", pipeline.Version, ""},
		{"", "", pipeline.Version, ""},
		{"", "v1.2.3", "1.2.3", "v1.2.3"},
		{"", "v1.2.3+dirty", pipeline.Version, ""},
		{"", "v0.0.0-20260102030405-0123456789ab", pipeline.Version, ""},
		{"2.0.0", "v1.2.3", "2.0.0", "v2.0.0"},
		{"v2.0.0", "", "2.0.0", "v2.0.0"},
		{"2.0.0-rc.1", "(devel)", "2.0.0-rc.1", "v2.0.0-rc.1"},
		{"2.0.0-rc.1-4-g0123abc", "", "2.0.0-rc.1-4-g0123abc", ""},
		{"2.0.0-dirty", "", "2.0.0-dirty", ""},
		{"2.0.0-4-g0123abc-dirty", "", "2.0.0-4-g0123abc-dirty", ""},
		{"0123abc", "v1.2.3", "0123abc", ""},
		{"2.0.0+local", "", "2.0.0+local", ""},
	} {
		info := &debug.BuildInfo{Main: debug.Module{Path: ownModule(), Version: c.built}}
		if version, release := versions(c.linked, info); version != c.version || release != c.release {
			t.Errorf("linked %q, built from %q: %q and %q, want %q and %q", c.linked, c.built, version, release, c.version, c.release)
		}
	}
	other := &debug.BuildInfo{Main: debug.Module{Path: "example.com/other", Version: "v9.0.0"}}
	for _, info := range []*debug.BuildInfo{nil, other} {
		if version, release := versions("", info); version != pipeline.Version || release != "" {
			t.Errorf("%v: %q and %q", info, version, release)
		}
	}
}
