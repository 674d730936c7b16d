package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
)

var (
	// version is the version that the command reports everywhere.
	version = pipeline.Version
	// release is the tag that the command was built from, as the go command fetches it: "v1.2.3". It
	// is "" if the command was built from anything else.
	release string
)

// versions returns the version and the release of a command from its linked version (set by make
// release, otherwise "") and the go command's build info, which may be nil. A linked version takes
// precedence over that of go install, and this over that of the source.
func versions(linked string, info *debug.BuildInfo) (version, release string) {
	release = linked
	if linked == "" {
		release = installed(info)
	}
	version = strings.TrimPrefix(release, "v")
	if version == "" {
		return pipeline.Version, ""
	}
	if release = "v" + version; !semver.IsValid(release) || semver.Build(release) != "" || described().MatchString(release) {
		release = ""
	}
	return version, release
}

// described matches the endings of git describe for a commit without a tag.
var described = source.Pattern(`-\d+-g[0-9a-f]+$|-dirty$`)

// installed returns the tag that go install fetched, or that was checked out; "" for any other
// commit.
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

// versionText is what assay version and assay --version print.
func versionText() string {
	return fmt.Sprintf("assay %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func versionCommand(*process) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArguments,
		RunE:  func(c *cobra.Command, _ []string) error { return printVersion(c) },
	}
}

func printVersion(c *cobra.Command) error {
	_, err := fmt.Fprint(c.OutOrStdout(), versionText())
	return err
}

// helpOrVersion is what assay does without a command. The flag is its own: cobra prints a version
// by text/template, which makes the linker keep every exported method of the program.
func helpOrVersion(c *cobra.Command) error {
	switch asked, err := c.Flags().GetBool("version"); {
	case err != nil:
		return err
	case asked:
		return printVersion(c)
	}
	return c.Help()
}
