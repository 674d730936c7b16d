package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
)

// verdict is what a tool, or assay, says of a construct.
type verdict string

const (
	green   verdict = "green"
	red     verdict = "red"
	grey    verdict = "grey"    // assay alone: inconclusive
	refused verdict = "refused" // the file cannot be read
)

// format is a kind of file that assay imports, with the tool that runs it.
type format struct {
	name   string // of assay import
	ending string // of its files, with the dot
	flags  func(version string) []string
	// assert makes a file of one assert on the answer of that name. May be nil.
	assert func(answer, assert string) string
	// version prints the tool's version.
	version []string
	// verdicts are the tool's exit statuses; any other is an error.
	verdicts  map[int]verdict
	arguments func(file string) []string
}

// formats lists what is compared.
var formats = []format{
	{
		name: "hurl", ending: ".hurl",
		flags: func(version string) []string {
			if major := strings.Fields(version + " ? ?")[1]; strings.HasPrefix(major, "7.") {
				return []string{"--hurl", "7"}
			}
			return nil
		},
		assert: func(answer, assert string) string {
			return "GET URL/" + answer + "\nHTTP 200\n[Asserts]\n" + assert + "\n"
		},
		version:   []string{"--version"},
		verdicts:  map[int]verdict{0: green, 2: refused, 3: red, 4: red},
		arguments: func(file string) []string { return []string{"--no-color", "--no-output", file} },
	},
}

// tool is a command that runs the files of a format.
type tool struct {
	format
	path string
}

// run returns the tool's verdict on a file, and what it printed.
func (t tool) run(ctx context.Context, dir, file string) (verdict, string, error) {
	status, out, err := command(ctx, dir, t.path, t.arguments(file)...)
	if err != nil {
		return "", out, err
	}
	v, ok := t.verdicts[status]
	if !ok {
		return "", out, errors.New(t.path + " " + file + ": " + out)
	}
	return v, out, nil
}

// command runs a command in a folder and returns its exit status and its output.
func command(ctx context.Context, dir, name string, args ...string) (int, string, error) {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "HURL_secret_word=opensesame-1", "MADE_THEME=dark", "MADE_T=dark", "MADE_L=en", "NO_COLOR=1")
	out, err := c.CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Exited() {
		return exit.ExitCode(), string(out), nil
	}
	return 0, string(out), err
}
