package record

import (
	"bytes"
	"fmt"
	"strings"

	"assay/runner/internal/fixture"
	"assay/runner/internal/secret/redact"
)

// mostExcerpts is the maximum number of leaks whose lines are shown, masked.
const mostExcerpts = 5

// leaks is the last check: the error names every place and kind of a secret in the bytes to be
// written, never the secret.
func (g *group) leaks(written *fixture.Written) error {
	text := written.Text
	var found, shown []string
	seen := map[redact.Leak]bool{}
	for _, r := range g.runs {
		leaks := r.Run.Redact.Scan(text)
		if len(leaks) > 0 {
			leaks = r.Run.Redact.Scan(fixture.Foreign(text))
		}
		for _, leak := range leaks {
			if seen[leak] {
				continue
			}
			seen[leak] = true
			file, err := written.File()
			if err != nil {
				return fmt.Errorf("reading what would be written: %w", err)
			}
			place := placeOf(file, leak)
			found = append(found, place)
			if line := masked(text, r.Run.Redact, leak.Line); line != "" && len(found) <= mostExcerpts {
				place += "\n  " + line
			}
			shown = append(shown, place)
		}
	}
	switch {
	case len(found) == 0:
		return nil
	case len(found) > mostExcerpts: // a frequent value could be guessed from the lines around it
		return g.refused("a secret would stand in it", append(listed(found),
			"a secret whose value stands in ordinary text, such as a single digit, cannot be kept out of it; is the value the right one?"))
	}
	return g.refused("a secret would stand in it", append(shown,
		"declare it under `secrets:` and write ${name} in the suite, or name what holds it under `redact:`"))
}

// placeOf says where a leak is, by the entry that contains it, since the file is not written.
func placeOf(f *fixture.File, leak redact.Leak) string {
	place := "above the first entry"
	for _, e := range f.Entries {
		if e.At.Line > leak.Line {
			break
		}
		place = fmt.Sprintf("entry %q", e.Probe)
		if e.Sample > 0 {
			place = fmt.Sprintf("entry %q, sample %d", e.Probe, e.Sample)
		}
		place = fmt.Sprintf("%s, line %d of what would be written", place, leak.Line-e.At.Line+1)
	}
	return place + ": " + leak.Kind
}

// masked returns a line of text, masked, or "" if masking is uncertain.
func masked(text []byte, r *redact.Redactor, number int) string {
	for range number - 1 {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	shown := r.String(strings.TrimSpace(string(line)))
	if len(shown) > 120 || len(r.Scan([]byte(shown))) > 0 {
		return ""
	}
	return shown
}
