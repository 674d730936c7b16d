package mutate_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	_ "assay/runner/cel"
	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/mutate"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/suite"
)

// recordings are the recorded responses of the shipped suites, and of a suite with the cases that
// those lack.
func recordings(t *testing.T) []*pipeline.Run {
	t.Helper()
	paths, err := filepath.Glob("../../../suites/*/*.suite.yaml")
	if err != nil || len(paths) < 9 {
		t.Fatalf("found %d suites: %v", len(paths), err)
	}
	paths = append(paths, "testdata/odd.suite.yaml", "testdata/weak-chat.suite.yaml", "testdata/weak-crud.suite.yaml", "testdata/weak-pages.suite.yaml", "testdata/weak-shop.suite.yaml", "testdata/weak-streams.suite.yaml")
	runs := make([]*pipeline.Run, len(paths))
	for i, path := range paths {
		runs[i] = observed(t, path)
	}
	return runs
}

// each calls f with every mutant of every recorded response.
func each(t *testing.T, f func(t *testing.T, o *exchange.Observation, m *mutate.Mutant)) {
	t.Helper()
	for _, run := range recordings(t) {
		for _, o := range run.Observations {
			if !o.Known() {
				continue
			}
			for m := range mutate.Mutants(o) {
				f(t, o, m)
			}
		}
	}
}

func name(o *exchange.Observation, m *mutate.Mutant) string {
	return fmt.Sprintf("%s %s %s", o.Probe, m.Part.At(), m.Operator.Name)
}

// facts are the parts that an expectation can judge.
func facts(o *exchange.Observation) []any {
	var stream any
	if o.Stream != nil {
		stream = *o.Stream
	}
	var reported any
	if o.Reported != nil {
		reported = *o.Reported
	}
	return []any{o.Status, append(exchange.Header{}, o.Header...), append(exchange.Header{}, o.Trailer...), string(o.Body), stream, o.Duration, reported}
}

func TestEveryMutantDiffersAndChangesNothingElse(t *testing.T) {
	seen := map[*mutate.Operator]int{}
	each(t, func(t *testing.T, o *exchange.Observation, m *mutate.Mutant) {
		before := facts(o)
		changed := m.Of(o)
		seen[m.Operator]++
		if reflect.DeepEqual(before, facts(changed)) {
			t.Errorf("%s: it is what it was made of", name(o, m))
		}
		if !reflect.DeepEqual(before, facts(o)) {
			t.Errorf("%s: the recorded answer is not what it was", name(o, m))
		}
		if o.Size == int64(len(o.Body)) && changed.Size != int64(len(changed.Body)) {
			t.Errorf("%s: %d bytes, and the size says %d", name(o, m), len(changed.Body), changed.Size)
		}
	})
	for _, op := range mutate.Operators {
		if seen[op] == 0 {
			t.Errorf("no recorded answer was changed by %s", op.Name)
		}
	}
}

// The tree that findings judge is the text's.
func TestTreeAndTextOfAMutantAgree(t *testing.T) {
	n := 0
	each(t, func(t *testing.T, o *exchange.Observation, m *mutate.Mutant) {
		changed := m.Of(o)
		tree, treeErr := changed.JSON()
		text, textErr := exchange.ParseJSON(changed.Body)
		if (treeErr == nil) != (textErr == nil) || treeErr == nil && !reflect.DeepEqual(tree, text) {
			t.Errorf("%s: the tree is %v (%v), the text %s (%v)", name(o, m), tree, treeErr, changed.Body, textErr)
		}
		n++
	})
	if n < 1000 {
		t.Errorf("%d mutants only", n)
	}
}

// JSON in another charset is changed as JSON, and stays in that charset.
func TestJSONOfAnotherCharset(t *testing.T) {
	const text = `{"name": "café", "n": 1, "list": ["a", "ü"]}`
	little := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	for _, c := range []struct {
		name, contentType string
		charset           encoding.Encoding
	}{
		{"UTF-16 with a mark", "application/json", little},
		{"UTF-16 by name", "application/json; charset=utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"Latin 1", "application/json; charset=iso-8859-1", charmap.ISO8859_1},
		{"UTF-8 with a mark", "application/json", unicode.UTF8BOM},
	} {
		t.Run(c.name, func(t *testing.T) {
			body, err := c.charset.NewEncoder().Bytes([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			o := &exchange.Observation{Status: 200, Header: exchange.Header{{Name: "Content-Type", Value: c.contentType}}, Body: body}
			seen := map[string]bool{}
			for m := range mutate.Mutants(o) {
				seen[m.Operator.Name] = true
				if !strings.HasPrefix(m.Operator.Name, "json-") {
					continue
				}
				changed := m.Of(o)
				tree, err := changed.JSON()
				if err != nil {
					t.Fatal(err)
				}
				again := &exchange.Observation{Status: 200, Header: o.Header, Body: changed.Body}
				if read, err := again.JSON(); err != nil || !reflect.DeepEqual(tree, read) {
					t.Errorf("%s: the tree is %v, the body says %v (%v)", name(o, m), tree, read, err)
				}
			}
			for _, op := range []string{"json-dropped", "json-string", "json-number", "json-reordered", "body-truncated"} {
				if !seen[op] {
					t.Errorf("there is no %s", op)
				}
			}
			if seen["body-changed"] {
				t.Error("it is changed as text")
			}
		})
	}
}

func TestEventsAndTextOfAMutantAgree(t *testing.T) {
	n := 0
	each(t, func(t *testing.T, o *exchange.Observation, m *mutate.Mutant) {
		changed := m.Of(o)
		if changed.Stream == nil {
			return
		}
		n++
		p := sse.NewReader(changed.Stream.Framing, func() time.Duration { return 0 })
		if _, err := p.Write(changed.Body); err != nil {
			t.Fatal(err)
		}
		if got, want := told(p.Close("")), told(changed.Stream); got != want {
			t.Errorf("%s: the text says\n%s\nand the events\n%s", name(o, m), got, want)
		}
	})
	if n < 20 {
		t.Errorf("%d mutants of streams only", n)
	}
}

// told formats a stream without times and offsets.
func told(s *exchange.Stream) string {
	var b bytes.Buffer
	for _, e := range s.Events {
		fmt.Fprintf(&b, "%s %s %s\n", e.ID, e.Type, e.Data)
	}
	for _, line := range s.Stray {
		fmt.Fprintf(&b, "stray %s\n", line.Text)
	}
	fmt.Fprintf(&b, "done %v", s.Done)
	return b.String()
}

// A suite names operators; the loader has a list of its own.
func TestOperatorsAreThoseThatASuiteMayName(t *testing.T) {
	names := make([]string, len(mutate.Operators))
	for i, op := range mutate.Operators {
		names[i] = op.Name
	}
	if !reflect.DeepEqual(names, suite.MutationOperators) {
		t.Errorf("the operators are %v, and a suite may name %v", names, suite.MutationOperators)
	}
}

// A repeat changes in every sample with the same response, and in no other.
func TestSamplesOfARepeatChangeTogether(t *testing.T) {
	same := func() *exchange.Observation {
		return &exchange.Observation{Status: 200, Body: []byte(`{"a": 1}`)}
	}
	o := same()
	o.Samples = []*exchange.Observation{same(), {Status: 429, Body: []byte(`{}`)}, same()}
	n := 0
	for m := range mutate.Mutants(o) {
		changed := m.Of(o)
		if !reflect.DeepEqual(facts(changed.Samples[0]), facts(changed)) || !reflect.DeepEqual(facts(changed.Samples[2]), facts(changed)) {
			t.Errorf("%s: a sample answered alike did not change alike", name(o, m))
		}
		if changed.Samples[1] != o.Samples[1] {
			t.Errorf("%s: another answer changed too", name(o, m))
		}
		n++
	}
	if n < 10 {
		t.Errorf("%d mutants only", n)
	}
}

func TestWithoutAnAnswerThereIsNothingToChange(t *testing.T) {
	for _, o := range []*exchange.Observation{nil, {Missing: exchange.Missing{Kind: exchange.NeverRecorded, Detail: "never recorded"}}, {Failure: &exchange.Failure{Kind: exchange.Timeout}}} {
		for m := range mutate.Mutants(o) {
			t.Errorf("%s of %+v", m.Operator.Name, o)
		}
	}
}
