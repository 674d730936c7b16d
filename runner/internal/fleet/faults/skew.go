//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// ahead is by how much the clock of a skewed agent differs.
const ahead = 10 * time.Minute

// skew has two of four agents with a wrong clock. Times in the results must be those of the run's.
func skew(command string, times int) *tally {
	t := &tally{what: "clocks 10 min ahead"}
	l := newLab(command)
	defer l.close()
	skewed := skewedBuild(l.folder)
	for _, of := range []string{skewed, skewed, command, command} {
		l.agentOf(of, l.url)
	}
	for range times {
		const n = 120
		began := time.Now()
		out, err := l.run(l.url, l.suite(n, n, "?ms=60"))
		t.times++
		t.judge(l, n, n, out, err)
		if err != nil {
			continue
		}
		for _, s := range out.Suites {
			for _, o := range s.Observations {
				if o.Missing == "" && (o.Sent.Before(began.Add(-clockSlack)) || o.Sent.After(time.Now().Add(clockSlack))) {
					t.falsely++
					t.notes = append(t.notes, fmt.Sprintf("%s was sent %s after the run began", o.Probe, o.Sent.Sub(began)))
				}
			}
		}
	}
	return t
}

// clockSlack is by how much a time may differ: smaller differences of clocks are not made good.
const clockSlack = 3 * time.Second

// skewedBuild builds the command with a wrong clock: its time.Now is ahead. That takes minutes, as
// every package is compiled anew.
func skewedBuild(folder string) (path string) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	must(err)
	source := filepath.Join(strings.TrimSpace(string(root)), "src", "time", "time.go")
	text, err := os.ReadFile(source)
	must(err)
	const now = "func Now() Time {\n\tsec, nsec, mono := runtimeNow()\n"
	if strings.Count(string(text), now) != 1 {
		panic(source + " has another time.Now than Go 1.26")
	}
	changed := strings.Replace(string(text), now, fmt.Sprintf("%s\tsec += %d\n", now, int(ahead.Seconds())), 1)
	must(os.WriteFile(filepath.Join(folder, "time.go"), []byte(changed), 0o600))
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{source: filepath.Join(folder, "time.go")}})
	must(err)
	must(os.WriteFile(filepath.Join(folder, "overlay.json"), overlay, 0o600))
	path = filepath.Join(folder, "skewed")
	build := exec.Command("go", "build", "-overlay", filepath.Join(folder, "overlay.json"), "-o", path, "assay/runner/cmd/assay-fleet")
	build.Stderr = os.Stderr
	must(build.Run())
	return path
}
