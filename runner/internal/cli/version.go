package cli

import (
	"fmt"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"assay/runner/internal/pipeline"
)

var (
	// version is what the command calls itself, everywhere.
	version = pipeline.Version
	// release is the tag that the command was built from, as the go command fetches it: "v1.2.3".
	// It is "" where the command was built from anything else.
	release string
)

// versions are the version and the release of a command that was linked with a version (make
// release; "" was not) and of which the go command wrote info (nil: nothing). A version that is
// linked wins over that of go install, and this over that of the source.
func versions(linked string, info *debug.BuildInfo) (version, release string) {
	release = linked
	if linked == "" {
		release = installed(info)
	}
	version = strings.TrimPrefix(release, "v")
	if version == "" {
		return pipeline.Version, ""
	}
	if release = "v" + version; !semver.IsValid(release) || semver.Build(release) != "" || described.MatchString(release) {
		release = ""
	}
	return version, release
}

// described are the endings of git describe where a commit has no tag itself.
var described = regexp.MustCompile(`-\d+-g[0-9a-f]+$|-dirty$`)

// installed is the tag that go install fetched, or that the clone stood at; "" of any other commit.
func installed(info *debug.BuildInfo) string {
	if info == nil || info.Main.Path != ownModule() {
		return ""
	}
	v := info.Main.Version
	if !semver.IsValid(v) || semver.Build(v) != "" || module.IsPseudoVersion(v) {
		return ""
	}
	return v
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(c.OutOrStdout(), "assay %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
