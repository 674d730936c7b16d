package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The image has the same commands as a release, and its sources reach the builder: the Dockerfile
// copies go.mod, go.sum and runner, without the folders testdata.
func TestImage(t *testing.T) {
	t.Chdir("../..")
	dockerfile := string(must(os.ReadFile("Dockerfile")))
	flags := strings.TrimPrefix(settings[1], "GOFLAGS=")
	if line := "RUN " + settings[0] + " go build " + flags + ` -ldflags "` + linked("$VERSION") + `" -o /out/usr/bin/ ./runner/cmd/assay ./runner/cmd/assay-fleet `; !strings.Contains(dockerfile, "\n"+line) {
		t.Errorf("the Dockerfile does not build like a release:\n%s", line)
	}
	mod := string(must(os.ReadFile("go.mod")))
	if version := goLine(mod); !strings.Contains(dockerfile, "\nFROM golang:"+version+" AS build\n") {
		t.Errorf("the Dockerfile does not build with Go %s of go.mod", version)
	}
	root := must(os.Getwd())
	const format = "{{if not .Standard}}{{if .Module.Main}}{{$d := .Dir}}{{range .GoFiles}}{{$d}}/{{.}}\n{{end}}{{range .EmbedFiles}}{{$d}}/{{.}}\n{{end}}{{end}}{{end}}"
	listed := strings.Fields(string(must(exec.Command("go", "list", "-deps", "-f", format, "./runner/cmd/assay", "./runner/cmd/assay-fleet").Output())))
	if len(listed) < 200 {
		t.Fatalf("the command is built from %d files", len(listed))
	}
	for _, file := range listed {
		parts := strings.Split(filepath.ToSlash(must(filepath.Rel(root, file))), "/")
		if parts[0] != "runner" || slices.Contains(parts, "testdata") || strings.HasSuffix(file, "_test.go") {
			t.Errorf("the builder does not get %s", file)
		}
	}
}

// goLine returns the language version of a go.mod without its patch level.
func goLine(mod string) string {
	for line := range strings.Lines(mod) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), "go "); ok {
			return strings.Join(strings.SplitN(v, ".", 3)[:2], ".")
		}
	}
	return ""
}
