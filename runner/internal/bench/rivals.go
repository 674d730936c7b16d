//go:build unix

package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// rival is another tool that does the checks of a case, if it is there.
type rival struct {
	name string
	// command returns the command line for a case, having written what it reads into dir; nil if the
	// tool is not there.
	command func(l *lab, c measured, dir string) ([]string, error)
}

// rivals returns the tools that a live case of single checks is measured beside. HURL and K6 name
// programs; without them those columns are left out.
func rivals() []rival {
	return []rival{{"hurl", hurl}, {"k6", k6}, {"Ginkgo by hand", byHand}}
}

// beside measures the rivals of a case, each as often as the case.
func (l *lab) beside(ctx context.Context, c measured) (map[string]cost, error) {
	out := map[string]cost{}
	for _, r := range rivals() {
		dir := filepath.Join(l.dir, "beside-"+c.doc.name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
		line, err := r.command(l, c, dir)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.name, err)
		}
		if line == nil {
			continue
		}
		var runs []cost
		for range min(c.runs, 5) {
			took, err := l.counted(ctx, c.doc.n, dir, line[0], line[1:]...)
			if err != nil {
				return nil, err
			}
			runs = append(runs, took)
		}
		out[r.name] = median(runs)
	}
	return out, nil
}

// fewAtOnce is up to which concurrency hurl runs the requests of one file, in order: it runs files
// at the same time, and requests of a file one after the other.
const fewAtOnce = 8

func hurl(l *lab, c measured, dir string) ([]string, error) {
	tool := os.Getenv("HURL")
	if tool == "" {
		return nil, nil
	}
	entry := fmt.Sprintf("GET %s%s\nHTTP 200\n[Asserts]\nheader \"X-Bench\" == \"yes\"\njsonpath \"$.name\" == \"bench\"\n\n", l.url, c.doc.path)
	if c.doc.concurrency <= fewAtOnce {
		file := filepath.Join(dir, "checks.hurl")
		return []string{tool, "--no-output", file}, writeTo(file, func(w io.Writer) {
			for range c.doc.n {
				_, _ = io.WriteString(w, entry)
			}
		})
	}
	line := []string{tool, "--test", "--no-color", "--jobs", strconv.Itoa(c.doc.concurrency)}
	for i := range c.doc.n {
		file := filepath.Join(dir, fmt.Sprintf("check-%d.hurl", i))
		if err := writeTo(file, func(w io.Writer) { _, _ = io.WriteString(w, entry) }); err != nil {
			return nil, err
		}
		line = append(line, file)
	}
	return line, nil
}

func k6(l *lab, c measured, dir string) ([]string, error) {
	tool := os.Getenv("K6")
	if tool == "" {
		return nil, nil
	}
	file := filepath.Join(dir, "checks.js")
	users := min(c.doc.n, max(c.doc.concurrency, 1))
	return []string{tool, "run", "--quiet", "--no-usage-report", "--no-summary", "--vus", strconv.Itoa(users), "--iterations", strconv.Itoa(c.doc.n), file}, writeTo(file, func(w io.Writer) {
		fmt.Fprintf(w, `import http from "k6/http";
import { check, fail } from "k6";
export default function () {
  const r = http.get("%s%s");
  if (!check(r, { status: (r) => r.status === 200, header: (r) => r.headers["X-Bench"] === "yes", name: (r) => r.json("name") === "bench" })) fail("not the answer expected");
}
`, l.url, c.doc.path)
	})
}

// byHand runs the checks as compiled Ginkgo specs, which run one after the other.
func byHand(l *lab, c measured, _ string) ([]string, error) {
	if c.doc.path == "/slow" { // 20 s, without parallel processes
		return nil, nil
	}
	if err := os.Setenv("BENCH_URL", l.url+c.doc.path); err != nil {
		return nil, err
	}
	return []string{l.byHand}, os.Setenv("BENCH_CHECKS", strconv.Itoa(c.doc.n))
}

// comparison prints the measured figures as docs/comparison.md has them.
func (t *table) comparison() {
	columns := []string{"1 live check", "1,000 live checks, concurrency 8", "10,000 live checks, concurrency 8", "200 live checks at 100 ms, concurrency 200"}
	row := func(name string, figure func(title string) time.Duration) {
		fmt.Fprintf(t.out, "| %s |", name)
		for _, title := range columns {
			shown := ""
			if took := figure(title); took > 0 {
				shown = " " + short(took)
			}
			fmt.Fprintf(t.out, "%s |", shown)
		}
		fmt.Fprintln(t.out)
	}
	if t.seen[columns[0]].wall == 0 {
		return
	}
	fmt.Fprint(t.out, "\nFor docs/comparison.md, of this run:\n\n| tool | 1 check | 1,000 checks | 10,000 checks | 200 checks of an answer that takes 100 ms |\n| --- | --- | --- | --- | --- |\n")
	row("bare net/http loop, concurrency 8 (200)", func(title string) time.Duration { return t.loops[title].wall })
	row("**assay run --live**, concurrency 8 (200)", func(title string) time.Duration { return t.seen[title].wall })
	for _, r := range rivals() {
		row(r.name, func(title string) time.Duration { return t.others[title][r.name].wall })
	}
	fmt.Fprint(t.out, "\n| replay of recorded answers | 1,000 checks | 10,000 checks |\n| --- | --- | --- |\n")
	fmt.Fprintf(t.out, "| **assay run** | %s | %s |\n", short(t.seen["1,000 replayed checks"].wall), short(t.seen["10,000 replayed checks"].wall))
	fmt.Fprintf(t.out, "| plain Go loop over a map | | %s |\n", short(t.loops["10,000 replayed checks by header"].wall))
	fmt.Fprintf(t.out, "\nPeak memory of 1, 1,000, 10,000 and 200 checks, MiB: assay%s", t.peaks(columns, func(title string) cost { return t.seen[title] }))
	for _, r := range rivals() {
		fmt.Fprintf(t.out, "; %s%s", r.name, t.peaks(columns, func(title string) cost { return t.others[title][r.name] }))
	}
	fmt.Fprintln(t.out)
}

func (t *table) peaks(columns []string, of func(title string) cost) (out string) {
	for _, title := range columns {
		shown := "-"
		if peak := of(title).peak; peak > 0 {
			shown = strconv.FormatInt(peak/mib, 10)
		}
		out += " " + cmp.Or(shown, "-")
	}
	return out
}
