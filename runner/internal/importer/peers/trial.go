package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/rogpeppe/go-internal/txtar"

	"assay/runner/internal/report"
	"assay/runner/internal/wholefile"
)

// lab holds what all trials of a format share.
type lab struct {
	tool
	assay  string
	server *server
	beside []txtar.File
	flags  []string
}

// trial is one construct by both.
type trial struct {
	construct
	peer, ours   verdict
	listed       bool   // the import lists a loss
	requests     string // how the requests differ; compared if the peer is green
	answers      string // how the replayed answers differ
	told, report string // what the tool and assay printed
}

// outcome is the row of the table that a trial counts in.
func (t trial) outcome() string {
	same := t.peer == t.ours && t.requests+t.answers == ""
	switch {
	case t.peer == refused && t.ours == refused:
		return "refused by both"
	case t.peer == refused:
		return "refused by the tool alone"
	case t.ours == refused:
		return "refused"
	case same && t.listed:
		return "agree, loss listed"
	case same:
		return "agree"
	case t.known != "":
		return "known difference"
	case t.listed:
		return "other verdict, loss listed"
	case t.ours == grey:
		return "inconclusive"
	case t.peer == t.ours && t.requests == "":
		return "silent answer"
	case t.peer == t.ours:
		return "silent request"
	case t.ours == red:
		return "silent red"
	}
	return "silent green"
}

// outcomes lists the rows of the table.
var outcomes = []string{"agree", "agree, loss listed", "other verdict, loss listed", "known difference", "refused by both", "refused by the tool alone", "inconclusive", "silent request", "silent answer", "silent red", "silent green", "refused"}

// bad are the outcomes that must not occur: something else is meant, and nothing says so.
var bad = map[string]bool{"silent request": true, "silent answer": true, "silent red": true, "silent green": true, "refused": true}

// try runs a construct by both in a folder of its own.
func (l *lab) try(ctx context.Context, dir string, c construct) (trial, error) {
	t := trial{construct: c}
	dir = filepath.Join(dir, c.name)
	file := c.name + l.ending
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return t, err
	}
	files := append(slices.Clone(l.beside), txtar.File{Name: file, Data: []byte(at(c.text, l.server.URL))})
	if c.peer != "" {
		files = append(files, txtar.File{Name: c.name + ".four.json", Data: []byte(at(c.peer, l.server.URL))})
	}
	for _, f := range files {
		if err := wholefile.Write(filepath.Join(dir, f.Name), f.Data); err != nil {
			return t, err
		}
	}
	l.server.restart(c.answer)
	said, err := l.run(ctx, dir, file)
	t.peer, t.told = said.Verdict, said.Told
	if err != nil {
		return t, err
	}
	sent := l.server.requests()
	l.server.restart(c.answer)
	if err := l.ourRun(ctx, dir, file, &t); err != nil {
		return t, err
	}
	if t.peer == green && t.ours != refused {
		t.requests = differ(sent, l.server.requests())
		t.answers, err = replays(ctx, dir, said.Answers)
	}
	return t, err
}

// ourRun imports a file and runs the suite.
func (l *lab) ourRun(ctx context.Context, dir, file string, t *trial) error {
	args := append([]string{"import", l.name, file, "--name", "made", "--strict"}, l.flags...)
	status, out, err := command(ctx, dir, l.assay, args...)
	t.report = out
	switch {
	case err != nil:
		return err
	case status == 0:
	case status == report.ExitInconclusive:
		t.listed = true
	default:
		t.ours = refused
		return nil
	}
	var env []string
	if l.secret != "" {
		if env, err = secretsOf(filepath.Join(dir, "made.suite.yaml"), l.secret); err != nil {
			return err
		}
	}
	run := func(mode ...string) error {
		status, out, err = commandWith(ctx, env, dir, l.assay, append(mode, "--strict", "--no-history", "made.suite.yaml")...)
		t.report += out
		ours, ok := map[int]verdict{0: green, report.ExitBroken: red, report.ExitInconclusive: grey}[status]
		if err == nil && !ok {
			err = fmt.Errorf("assay run of %s exits with %d: %s", t.name, status, out)
		}
		t.ours = ours
		return err
	}
	if err := run("run", "--live", "--allow-writes"); err != nil || !l.recorded {
		return err
	}
	return run("run")
}

// ofSecret matches the environment variable of a secret of the suite made.
var ofSecret = regexp.MustCompile(`\bMADE_[A-Z0-9_]+`)

// secretsOf returns the environment that a suite needs if every secret has one value.
func secretsOf(suite, value string) ([]string, error) {
	text, err := os.ReadFile(suite)
	var env []string
	for _, name := range ofSecret.FindAllString(string(text), -1) {
		env = append(env, name+"="+value)
	}
	return env, err
}
