package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/importer/postman"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
	"assay/runner/internal/wholefile"
)

// grid is a collection of one request with a test for each assertion about each part of the
// response.
type grid []string

//go:embed postman.grid
var gridText string

// theGrid returns the assertions of postman.grid: lines with X, each for all parts of the first
// line. Those of lines that begin with "known" are known to differ: docs/import.md says so.
func theGrid() (all grid, known map[string]bool) {
	first, lines, _ := strings.Cut(gridText, "\n")
	known = map[string]bool{}
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if one, ok := strings.CutPrefix(line, "known "); ok {
			known[one] = true
			continue
		}
		for _, part := range strings.Fields(first) {
			all = append(all, strings.ReplaceAll(line, "X", part))
		}
	}
	return all, known
}

// collection returns the collection for a server. Each test is named by its assertion.
func (g grid) collection(address string) []byte {
	lines := []string{"const j = pm.response.json();"}
	for _, one := range g {
		name, _ := json.Marshal(one)
		lines = append(lines, fmt.Sprintf("pm.test(%s, () => { %s; });", name, one))
	}
	exec, _ := json.Marshal(lines)
	return fmt.Appendf(nil, `{"info": {"name": "grid", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [{"name": "one",
 "event": [{"listen": "test", "script": {"exec": %s}}], "request": {"method": "GET", "url": "%s/json"}}]}`, exec, address)
}

// ours are Assay's verdicts on the assertions that are carried over, and those that are listed.
type ours struct {
	verdicts map[string]judge.Outcome
	listed   map[string]bool
}

// judged imports the collection, and runs the suite.
func (g grid) judged(ctx context.Context, address, dir string) (*ours, error) {
	file := &source.File{Name: filepath.Join(dir, "grid.json"), Text: g.collection(address)}
	d, err := postman.Read(file, postman.Options{Suite: "grid"})
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "grid.suite.yaml")
	text, err := d.Text(path)
	if err != nil {
		return nil, err
	}
	if err := wholefile.Write(path, text); err != nil {
		return nil, err
	}
	out := &ours{map[string]judge.Outcome{}, map[string]bool{}}
	for _, p := range d.Left {
		out.listed[p.Quote] = true
	}
	o := engine.Options{Mode: pipeline.Live}
	documents, err := engine.Open([]string{path}, o)
	if err != nil {
		return nil, err
	}
	runs, _, err := engine.Judge(ctx, engine.Whole(documents), o)
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		for _, v := range run.Verdicts {
			out.verdicts[strings.TrimPrefix(v.Spec.Finding.Claim, "one: ")] = v.Outcome
		}
	}
	return out, nil
}

// outcome compares the verdict of newman with Assay's.
func (o *ours) outcome(assertion string, passes bool) string {
	is, carried := o.verdicts[assertion]
	switch {
	case o.listed[assertion]:
		return "listed"
	case carried && is == judge.Inconclusive:
		return "inconclusive"
	case !carried: // it holds of every response
		is = judge.Holds
	}
	switch {
	case passes == (is == judge.Holds):
		return "agree"
	case passes:
		return "silent red"
	}
	return "silent green"
}

// verdictsFile has newman's verdicts, for tests without newman.
const verdictsFile = "runner/internal/importer/peers/testdata/postman.verdicts"

// written returns verdicts as the file has them.
func (g grid) written(passes map[string]bool) []byte {
	var out bytes.Buffer
	for _, one := range g {
		fmt.Fprintln(&out, map[bool]string{true: "pass", false: "fail"}[passes[one]], one)
	}
	return out.Bytes()
}

// read returns the verdicts of a file.
func (g grid) read(text []byte) (map[string]bool, error) {
	passes := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		verdict, assertion, _ := strings.Cut(strings.TrimSpace(line), " ")
		passes[assertion] = verdict == "pass"
	}
	for _, one := range g {
		if _, ok := passes[one]; !ok {
			return nil, fmt.Errorf("%s has no verdict on %s: run make peers PEERS=postman", verdictsFile, one)
		}
	}
	return passes, nil
}

// compareGrid runs the grid by newman, writes its verdicts, compares them with Assay's, prints the
// counts and reports whether all is well.
func (o options) compareGrid(ctx context.Context, t tool, s *server, out io.Writer) (bool, error) {
	g, known := theGrid()
	path := filepath.Join(o.keep, "grid.json")
	if err := wholefile.Write(path, g.collection(s.URL)); err != nil {
		return false, err
	}
	said, err := t.resident.ask(path)
	if err != nil {
		return false, err
	}
	if len(said.Tests) != len(g) {
		return false, fmt.Errorf("newman ran %d of %d tests: %s", len(said.Tests), len(g), said.Told)
	}
	if _, err := os.Stat(verdictsFile); err != nil {
		return false, errors.New("run it in the top folder: there is no " + verdictsFile)
	}
	if err := wholefile.Write(verdictsFile, g.written(said.Tests)); err != nil {
		return false, err
	}
	ours, err := g.judged(ctx, s.URL, o.keep)
	if err != nil {
		return false, err
	}
	counts := map[string]int{}
	for _, one := range g {
		is := ours.outcome(one, said.Tests[one])
		if is != "agree" && known[one] {
			is = "known"
		}
		if counts[is]++; strings.HasPrefix(is, "silent") {
			fmt.Fprintf(out, "%s: %s\n", is, one)
		}
	}
	fmt.Fprintf(out, "each word about each type: %d assertions, %d agree, %d listed, %d known, %d inconclusive, %d silent red, %d silent green\n",
		len(g), counts["agree"], counts["listed"], counts["known"], counts["inconclusive"], counts["silent red"], counts["silent green"])
	return counts["silent red"]+counts["silent green"] == 0, nil
}
