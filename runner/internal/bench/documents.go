//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// document is a suite of n probes, each with a finding of its own, written out in full: the longest
// text for its size.
type document struct {
	name        string
	path        string // of the address to request
	n           int
	concurrency int
	body        string // limits.body; "" is the default
	expect      string // of every finding, one flow mapping
	extra       string // keys of every probe
	names       bool   // it names fixtures
	fixture     bool   // recorded answers next to it
	by          string // what tells the requests apart, if anything: byURL, byHeader, byBody
	recorded    int    // entries of the fixture, if more than n
	suites      int    // written in so many suites, each with n checks; 0: in one
	long        int    // bytes of a further member of each recorded answer; 0: without
}

// What tells the requests of a document apart; otherwise it is the same.
const (
	byURL    = "url"
	byHeader = "header"
	byBody   = "body"
)

// checks are the three expectations of a check: status, header, JSON field.
const checks = `{status: 200, headers: {X-Bench: "yes"}, json: {$.name: bench}}`

// nothing writes no document, for a command without one.
func nothing(string) error { return nil }

// into writes the document, and its fixture, into dir.
func (d document) into(dir string) error {
	_, err := d.write(dir, recordedTarget)
	return err
}

// checks returns how many checks the document has, in all of its suites.
func (d document) checks() int { return d.n * max(d.suites, 1) }

// write writes the document, and its fixture, into dir and returns its path: that of dir if it has
// several suites.
func (d document) write(dir, target string) (string, error) {
	if d.suites > 0 {
		one := d
		one.suites = 0
		for i := range d.suites {
			one.name = fmt.Sprintf("%s-%d", d.name, i)
			if _, err := one.write(dir, target); err != nil {
				return "", err
			}
		}
		return dir, nil
	}
	path := filepath.Join(dir, d.name+".suite.yaml")
	if err := writeTo(path, func(w io.Writer) { d.suite(w, target) }); err != nil {
		return "", err
	}
	if d.fixture {
		return path, writeTo(filepath.Join(dir, d.name+".fixture"), d.answers)
	}
	return path, nil
}

func (d document) suite(w io.Writer, target string) {
	fmt.Fprintf(w, "suite: %s\ntarget: %s\n", d.name, target)
	if d.fixture || d.names {
		fmt.Fprintf(w, "fixtures: %s.fixture\n", d.name)
	}
	fmt.Fprintf(w, "limits: {concurrency: %d", max(d.concurrency, 1))
	if d.body != "" {
		fmt.Fprintf(w, ", body: %s, judge: 60s", d.body)
	}
	fmt.Fprint(w, "}\nprobes:\n")
	for i := range d.n {
		fmt.Fprintf(w, "  p%d:\n    path: %s\n", i, d.path)
		switch d.by {
		case byURL:
			fmt.Fprintf(w, "    query: {check: c%d}\n", i)
		case byHeader:
			fmt.Fprintf(w, "    headers: {X-Check: c%d}\n", i)
		case byBody:
			fmt.Fprintf(w, "    method: POST\n    json: {check: c%d}\n", i)
		}
		if d.extra != "" {
			fmt.Fprintf(w, "    %s\n", d.extra)
		}
	}
	fmt.Fprintln(w, "findings:")
	for i := range d.n {
		fmt.Fprintf(w, "  f%d:\n    claim: check %d holds\n    probe: p%d\n    expect: %s\n", i, i, i, d.expect)
	}
}

// writeMany writes a suite of 100,000 findings, as fmt writes it, into dir.
func writeMany(dir string) error {
	return writeTo(filepath.Join(dir, "many.suite.yaml"), func(w io.Writer) {
		var b bytes.Buffer
		check("many", 100_000, 8).suite(&b, recordedTarget)
		text := bytes.Replace(b.Bytes(), []byte("probes:"), []byte("\nprobes:"), 1)
		_, _ = w.Write(bytes.Replace(text, []byte("findings:"), []byte("\nfindings:"), 1))
	})
}

// writeReplayed writes a suite of 50,000 findings and its fixture into dir.
func writeReplayed(dir string) error { return replayed("many", 50_000).into(dir) }

// answers writes the fixture: the same answer for every probe.
func (d document) answers(w io.Writer) {
	body := answer
	if d.long > 0 {
		body = strings.Replace(body, "{", `{"long":"`+strings.Repeat("x", d.long)+`",`, 1)
	}
	for i := range max(d.n, d.recorded) {
		fmt.Fprintf(w, "### p%d\n%s\n### p%d response\nHTTP/1.1 200 OK\nContent-Type: application/json\nX-Bench: yes\n\n%s\n\n", i, d.request(i), i, body)
	}
}

// request returns the recorded request of check i.
func (d document) request(i int) string {
	url := recordedTarget + d.path
	switch d.by {
	case byURL:
		return fmt.Sprintf("GET %s?check=c%d\n", url, i)
	case byBody:
		return fmt.Sprintf("POST %s\nContent-Type: application/json\n\n{\"check\":\"c%d\"}\n", url, i)
	}
	return fmt.Sprintf("GET %s\nX-Check: c%d\n", url, i)
}

// recordedTarget is an address without a listener: a replay that dialed would fail.
const recordedTarget = "http://127.0.0.1:1"

func writeTo(path string, write func(io.Writer)) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	write(w)
	if err := w.Flush(); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
