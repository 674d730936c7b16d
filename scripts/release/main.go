// Command release builds the downloads: for each platform an archive of the commands assay and assay-fleet with their
// manual, shell completions, README and LICENSE, and SHA256SUMS over all of them.
//
//	go run ./scripts/release -version v1.2.3 -platforms linux/amd64,windows/arm64 dist
//
// make release calls it. The command in an archive is static and stripped, and reports the version
// of its build. The same commit, version and Go give the same bytes on any machine: they depend on
// no path, clock or setting of the machine.
//
// Why not GoReleaser: it needs a tag, a configuration and several hundred modules, and no test
// could run it offline; this is the part that a release of one command needs.
//
// Goals: dist/ holds a whole release or is unchanged. Non-goals: publishing, signing, packages of
// distributions.
//
// A map of the files:
//
//	main.go     the command line, the version and the time of the commit
//	build.go    a platform's commands, the manual and the completions
//	archive.go  archives and checksums
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	var r release
	version := flag.String("version", "", "what the command calls itself; default: what git describe says")
	platforms := flag.String("platforms", "", "`OS/ARCH,…` to build for; default: "+strings.Join(known, ","))
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: go run ./scripts/release [-version V] [-platforms OS/ARCH,…] FOLDER")
		flag.PrintDefaults()
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := r.configure(ctx, *version, *platforms, flag.Args())
	if err == nil {
		err = r.make(ctx)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "release: "+err.Error())
		os.Exit(1)
	}
}

// known lists the platforms of a release, named as in go tool dist list.
var known = []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}

// release is the requested release.
type release struct {
	folder    string
	version   string    // without the v of a tag
	platforms []string  // of known, in that order
	time      time.Time // of every file in an archive
}

func (r *release) configure(ctx context.Context, version, platforms string, folders []string) (err error) {
	if len(folders) != 1 {
		return fmt.Errorf("one folder is wanted for the archives, for instance dist; got %q", folders)
	}
	r.folder = folders[0]
	if r.platforms, err = chosen(platforms); err != nil {
		return err
	}
	if r.version, err = versionOf(ctx, version); err != nil {
		return err
	}
	r.time, err = commitTime(ctx)
	return err
}

// chosen reads a list of platforms, separated by commas or spaces; "" means all.
func chosen(list string) ([]string, error) {
	named := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
	for _, name := range named {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("PLATFORMS names %q, for which nothing is released; expected some of %s, divided by commas", name, strings.Join(known, ", "))
		}
	}
	if len(named) == 0 {
		return known, nil
	}
	return slices.DeleteFunc(slices.Clone(known), func(p string) bool { return !slices.Contains(named, p) }), nil
}

// writable matches a version that is safe in a file name and in a linker's flag.
var writable = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.+_-]*$`)

// versionOf returns the version for the command's output.
func versionOf(ctx context.Context, given string) (string, error) {
	if given == "" {
		described, err := git(ctx, "describe", "--tags", "--always", "--dirty")
		if err != nil {
			return "", fmt.Errorf("no VERSION is given, and there is no commit that names one (%w); write make release VERSION=v1.2.3", err)
		}
		given = described
	}
	if !writable.MatchString(given) {
		return "", fmt.Errorf("VERSION is %q; expected letters, digits and . + _ -, for instance v1.2.3", given)
	}
	if len(given) > 1 && given[0] == 'v' && given[1] >= '0' && given[1] <= '9' {
		given = given[1:]
	}
	return given, nil
}

// commitTime returns the time of the commit, which is the same in every build. The variable is that
// of https://reproducible-builds.org/specs/source-date-epoch/.
func commitTime(ctx context.Context) (time.Time, error) {
	const variable = "SOURCE_DATE_EPOCH"
	seconds := os.Getenv(variable)
	if seconds == "" {
		shown, err := git(ctx, "show", "--no-patch", "--format=%ct", "HEAD")
		if err != nil {
			return time.Time{}, fmt.Errorf("there is no commit to date the files by (%w); set %s to seconds since 1970", err, variable)
		}
		seconds = shown
	}
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n < 0 {
		return time.Time{}, fmt.Errorf("%s is %q; expected seconds since 1970, as git show --format=%%ct prints them", variable, seconds)
	}
	return time.Unix(n, 0).UTC(), nil
}

// git returns the output of a git command.
func git(ctx context.Context, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, "git", args...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = fmt.Errorf("git %s: %s", args[0], strings.TrimSpace(string(exit.Stderr)))
	}
	return strings.TrimSpace(string(out)), err
}
