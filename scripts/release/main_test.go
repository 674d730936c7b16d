package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// small is a repository whose command is quick to build.
const small = `
-- go.mod --
module assay

go 1.26
-- LICENSE --
the license
-- README.md --
the page
-- runner/cmd/assay/main.go --
package main

import "os"

var version string

func main() {
	switch os.Args[1] {
	case "man":
		if os.Mkdir(os.Args[2], 0o755) != nil || os.WriteFile(os.Args[2]+"/assay.1", []byte("the manual of "+version), 0o644) != nil {
			os.Exit(1)
		}
	case "completion":
		os.Stdout.WriteString("completion of " + os.Args[2])
	}
}
-- runner/cmd/assay-fleet/main.go --
package main

func main() {}
-- runner/cmd/assay/windows.go --
//go:build windows

package main

import _ "nowhere.invalid/missing"
`

// in makes the small repository the test's current folder.
func in(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	if err := txtar.Write(txtar.Parse([]byte(small)), dir); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// released makes a release from the current folder, and returns its files by name.
func released(t *testing.T, version, platforms string) (map[string][]byte, error) {
	t.Helper()
	var r release
	if err := r.configure(t.Context(), version, platforms, []string{"dist"}); err != nil {
		return nil, err
	}
	err := r.make(t.Context())
	files := map[string][]byte{}
	found, _ := filepath.Glob("dist/*")
	for _, path := range found {
		files[filepath.Base(path)] = must(os.ReadFile(path))
	}
	return files, err
}

// hostName returns the name of this machine's archive.
func hostName(version string) string {
	return "assay_" + version + "_" + runtime.GOOS + "_" + runtime.GOARCH + ".tar.gz"
}

// The same commit gives the same bytes, in any folder and with any flags of the go command; a
// release replaces the one before and leaves all other files.
func TestSameBytes(t *testing.T) {
	in(t)
	first := must(released(t, "v1.2.3", host))
	in(t)
	t.Setenv("GOFLAGS", "-tags=other")
	t.Setenv("GOAMD64", "v3")
	must(released(t, "v0.9.0", host))
	if err := os.WriteFile("dist/notes.txt", []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	second := must(released(t, "1.2.3", host))
	if string(second["notes.txt"]) != "mine" {
		t.Error("a file that is no part of a release is gone")
	}
	delete(second, "notes.txt")
	for name, data := range first {
		if !bytes.Equal(data, second[name]) {
			t.Errorf("%s: %d bytes differ from %d bytes of the second time", name, len(data), len(second[name]))
		}
	}
	if len(first) != 2 || len(second) != 2 || first[hostName("1.2.3")] == nil {
		t.Errorf("a release of one platform has %d and %d files", len(first), len(second))
	}
}

// The files of an archive, with permissions and times.
func TestPacked(t *testing.T) {
	in(t)
	at := time.Unix(1700000000, 0).UTC()
	const folder = "assay_1.2.3_linux_amd64/"
	want := []string{
		folder + "LICENSE -rw-r--r-- the license", folder + "README.md -rw-r--r-- the page", folder + "assay -rwxr-xr-x the command",
		folder + "completions/_assay -rw-r--r-- completion of zsh", folder + "completions/assay.bash -rw-r--r-- completion of bash",
		folder + "completions/assay.fish -rw-r--r-- completion of fish", folder + "completions/assay.ps1 -rw-r--r-- completion of powershell",
		folder + "man/man1/assay.1 -rw-r--r-- the manual of 1.2.3",
	}
	r := release{version: "1.2.3", platforms: []string{host}, time: at}
	work := t.TempDir()
	if err := r.build(t.Context(), work); err != nil {
		t.Fatal(err)
	}
	files := must(r.shared(t.Context(), work))
	for _, zipped := range []bool{false, true} {
		a := archive{name: strings.TrimSuffix(folder, "/"), zip: zipped}
		if err := a.pack(append([]file{{name: "assay", mode: executable, data: []byte("the command")}}, files...), at); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range unpacked(t, a.fileName(), a.data) {
			if !f.time.Equal(at) {
				t.Errorf("%s is of %s", f.name, f.time)
			}
			got = append(got, fmt.Sprintf("%s %s %s", f.name, f.mode, bytes.TrimSpace(f.data)))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", a.fileName(), diff)
		}
	}
}

type found struct {
	file
	time time.Time
}

// unpacked lists the files of an archive in their order.
func unpacked(t *testing.T, name string, data []byte) (out []found) {
	t.Helper()
	if strings.HasSuffix(name, ".zip") {
		for _, f := range must(zip.NewReader(bytes.NewReader(data), int64(len(data)))).File {
			out = append(out, found{file{f.Name, f.Mode(), must(io.ReadAll(must(f.Open())))}, f.Modified})
		}
		return out
	}
	for in := tar.NewReader(must(gzip.NewReader(bytes.NewReader(data)))); ; {
		h, err := in.Next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, found{file{h.Name, fs.FileMode(h.Mode), must(io.ReadAll(in))}, h.ModTime})
	}
}

// A platform that does not build is reported, and leaves the release before unchanged.
func TestDoesNotBuild(t *testing.T) {
	in(t)
	before := must(released(t, "v1.2.3", host))
	after, err := released(t, "v1.3.0", host+",windows/arm64")
	const want = "the command does not build for windows/arm64:\n" +
		"runner/cmd/assay/windows.go:5:8: no required module provides package nowhere.invalid/missing; to add it:\n" +
		"\tgo get nowhere.invalid/missing\nnothing was written to dist"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if diff := cmp.Diff(string(before[sumsName]), string(after[sumsName])); diff != "" || len(after) != 2 {
		t.Errorf("%d files: %s", len(after), diff)
	}
}

// Invalid arguments are refused before any build.
func TestRefused(t *testing.T) {
	in(t)
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(must(os.Getwd()))) // outside any clone
	for _, c := range []struct{ version, platforms, epoch, want string }{
		{"v1", "linux/mips", "1", `PLATFORMS names "linux/mips", for which nothing is released; expected some of linux/amd64, linux/arm64, darwin/amd64, darwin/arm64, windows/amd64, windows/arm64, divided by commas`},
		{"v1", "linux/amd64, linux", "1", `PLATFORMS names "linux", for which`},
		{"a b", "", "1", `VERSION is "a b"; expected letters, digits and . + _ -, for instance v1.2.3`},
		{"v1/../x", "", "1", `VERSION is "v1/../x"; expected`},
		{"v1", "", "now", `SOURCE_DATE_EPOCH is "now"; expected seconds since 1970, as git show --format=%ct prints them`},
		{"", "", "1", "no VERSION is given, and there is no commit that names one (git describe: fatal: not a git repository"},
		{"v1", "", "", "there is no commit to date the files by (git show: fatal: not a git repository"},
	} {
		t.Setenv("SOURCE_DATE_EPOCH", c.epoch)
		if _, err := released(t, c.version, c.platforms); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%+v: got %v", c, err)
		}
	}
	if _, err := os.Stat("dist"); err == nil {
		t.Error("something was written")
	}
}

// The versions and times of a clone are those of its commit.
func TestOfTheCommit(t *testing.T) {
	in(t)
	for _, args := range []string{
		"init -q", "add .", "-c user.name=n -c user.email=e@example.com -c commit.gpgsign=false commit -q -m first --date 2026-01-02T03:04:05Z", "tag v2.0.0",
	} {
		cmd := exec.Command("git", strings.Fields(args)...)
		cmd.Env = append(os.Environ(), "GIT_COMMITTER_DATE=2026-01-02T03:04:05Z", "GIT_CONFIG_GLOBAL=/dev/null")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args, err, out)
		}
	}
	t.Setenv("SOURCE_DATE_EPOCH", "")
	var r release
	want := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	if err := r.configure(t.Context(), "", "windows/amd64 linux/arm64", []string{"dist"}); err != nil || r.version != "2.0.0" || !r.time.Equal(want) {
		t.Errorf("%v: version %s of %s", err, r.version, r.time)
	}
	if diff := cmp.Diff([]string{"linux/arm64", "windows/amd64"}, r.platforms); diff != "" {
		t.Error(diff)
	}
	if err := os.WriteFile("LICENSE", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := r.configure(t.Context(), "", "", []string{"dist"}); err != nil || r.version != "2.0.0-dirty" || len(r.platforms) != 6 {
		t.Errorf("%v: version %s for %v", err, r.version, r.platforms)
	}
}

// The real command out of an archive: its checksum, its size, its version, and the release that
// assay init says to fetch. It is built like any test, so that its packages come from the cache;
// the small one covers the rest of the build.
func TestCommand(t *testing.T) {
	t.Chdir("../..")
	was := settings
	settings = []string{"GOFLAGS=-buildvcs=false"}
	t.Cleanup(func() { settings = was })
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	out := t.TempDir()
	var r release
	if err := r.configure(t.Context(), "v7.8.9", host, []string{out}); err != nil {
		t.Fatal(err)
	}
	if err := r.make(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Chdir(out)
	run := func(want string, name string, args ...string) {
		t.Helper()
		if text, err := exec.Command(name, args...).CombinedOutput(); err != nil || !regexp.MustCompile(want).Match(text) {
			t.Errorf("%s %v: %v, want %s\n%s", name, args, err, want, text)
		}
	}
	folder := strings.TrimSuffix(hostName("7.8.9"), ".tar.gz")
	run(`^`+folder+`\.tar\.gz: OK\n$`, "sha256sum", "-c", "SHA256SUMS")
	run(`^$`, "tar", "-xzf", hostName("7.8.9"))
	t.Chdir(folder)
	run(`^assay 7\.8\.9 go\S+ `+runtime.GOOS+"/"+runtime.GOARCH+`\n$`, "./assay", "version")
	run(`^assay 7\.8\.9 `, "./assay-fleet", "version")
	if info, err := os.Stat("assay"); err != nil || info.Size() > 38e6 {
		t.Errorf("the command has more than 38 MB: %v %d", err, info.Size())
	}
	for path, want := range map[string]string{
		"man/man1/assay.1":             `^\.TH "ASSAY" 1 "" "assay 7\.8\.9" "Assay"`,
		"man/man1/assay-exit-status.1": `(?s)\.SH NAME`,
		"completions/assay.bash":       `^# bash completion V2 for assay`,
		"completions/_assay":           `^#compdef assay`,
		"completions/assay.fish":       `^# fish completion for assay`,
		"completions/assay.ps1":        `^# powershell completion for assay`,
		"README.md":                    `^# Assay`,
		"LICENSE":                      `License`,
	} {
		if text := must(os.ReadFile(path)); !regexp.MustCompile(want).Match(text) {
			t.Errorf("%s does not match %s", path, want)
		}
	}
	if err := os.WriteFile("go.mod", []byte("module example.com/client\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	run(`\n  go get \S+/runner/contract@v7\.8\.9\n|\n  go get assay/runner/contract@v7\.8\.9\n`, "./assay", "init", "shop", "--target", "http://127.0.0.1:1")
}
