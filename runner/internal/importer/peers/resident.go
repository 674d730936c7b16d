package main

import (
	"bufio"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"assay/runner/internal/wholefile"
)

//go:embed *.cjs
var scripts embed.FS

// resident is a tool that starts slowly, and so runs all files in one process.
type resident struct {
	process *exec.Cmd
	files   io.WriteCloser
	answers *bufio.Scanner
}

// said is a line of a resident tool.
type said struct {
	Verdict verdict
	Told    string
	Tests   map[string]bool // whether each passes, by its name
	Answers []replayed      // what it answers to the requests of a file
}

// inNode returns a start of a tool by the script of that name, which Node runs with the tool's
// folder as its argument.
func inNode(name string) func(ctx context.Context, folder, dir string) (*resident, string, error) {
	return func(ctx context.Context, folder, dir string) (*resident, string, error) {
		return startNode(ctx, name, folder, dir)
	}
}

// startNode starts a tool, and returns its version.
func startNode(ctx context.Context, name, folder, dir string) (*resident, string, error) {
	text, err := scripts.ReadFile(name)
	if err != nil {
		return nil, "", err
	}
	script := filepath.Join(dir, name)
	if err := wholefile.Write(script, text); err != nil {
		return nil, "", err
	}
	at, err := filepath.Abs(folder)
	if err != nil {
		return nil, "", err
	}
	r := &resident{process: exec.CommandContext(ctx, "node", script, at)}
	r.process.Env = environment()
	r.process.Stderr = os.Stderr
	if r.files, err = r.process.StdinPipe(); err != nil {
		return nil, "", err
	}
	out, err := r.process.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	r.answers = bufio.NewScanner(out)
	r.answers.Buffer(nil, 64<<20)
	if err := r.process.Start(); err != nil {
		return nil, "", err
	}
	first, err := r.next()
	return r, first.Told, err
}

// next reads the tool's next line.
func (r *resident) next() (s said, err error) {
	if !r.answers.Scan() {
		return s, errors.Join(errors.New("the tool ended before it answered"), r.answers.Err())
	}
	err = json.Unmarshal(r.answers.Bytes(), &s)
	return s, err
}

// ask runs a file.
func (r *resident) ask(path string) (said, error) {
	if _, err := fmt.Fprintln(r.files, path); err != nil {
		return said{}, err
	}
	return r.next()
}

// stop ends the process.
func (r *resident) stop() error {
	return errors.Join(r.files.Close(), r.process.Wait())
}
