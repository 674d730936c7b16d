package history_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/history"
	"assay/runner/internal/secret/redact"
)

const secret = "invented-secret"

// holding is a run with text in each of its places.
func holding(r *redact.Redactor, text string) *history.Run {
	return &history.Run{ID: "1", Mode: "live", Tool: "assay <test>", Started: day(1), Parts: []history.Part{{
		Suite:  "s " + text,
		Redact: r,
		Observations: []history.Observation{{Probe: "p " + text, Target: "t " + text, Answer: "a " + text, Error: "e " + text, Missing: "m " + text, At: day(1), Duration: time.Second,
			Told: &history.Told{Header: "h " + text, Reading: "g " + text, Wait: time.Second}, ToldBy: "b " + text}},
		Verdicts: []history.Verdict{{Finding: "f " + text, Claim: "c " + text, Probe: "p " + text, Target: "t " + text, Verdict: history.Broken, Reason: "r " + text}},
	}}}
}

func redactor(t *testing.T, rules redact.Rules) *redact.Redactor {
	t.Helper()
	r, err := redact.New([]redact.Secret{{Name: "key", Value: secret}}, rules)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A run is kept without its secrets, whichever text they are in, and as it is without any.
func TestARunIsKeptWithoutSecrets(t *testing.T) {
	keys := redactor(t, redact.Rules{})
	same := []cmp.Option{cmpopts.IgnoreFields(history.Part{}, "Redact")}
	for _, c := range []struct {
		name      string
		run, want *history.Run
	}{
		{"no secret", holding(keys, "plain"), holding(nil, "plain")},
		{"a secret in each text", holding(keys, "x"+secret), holding(nil, "x${key}")},
		{"a secret that nobody knows of", holding(nil, secret), holding(nil, secret)},
	} {
		before, _ := json.Marshal(c.run)
		safe, err := c.run.Safe()
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if diff := cmp.Diff(c.want, safe, same...); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		line, err := c.run.Line()
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		read, packed, ok := history.ReadLine(line)
		if !ok || strings.Count(string(line), "\n") != 1 || !strings.HasSuffix(string(line), "}\n") {
			t.Errorf("%s: the line is %q (%v)", c.name, line, err)
		}
		if diff := cmp.Diff(c.want, read, same...); diff != "" {
			t.Errorf("%s, as a line (-want +got):\n%s", c.name, diff)
		}
		if content, err := read.Parts[0].MarshalBinary(); err != nil || len(packed) != 1 || !bytes.Equal(packed[0], content) {
			t.Errorf("%s: packed %x, want %x (%v)", c.name, packed, content, err)
		}
		if !strings.Contains(string(line), `"assay <test>"`) {
			t.Errorf("%s: the line disguises a text: %s", c.name, line)
		}
		if after, _ := json.Marshal(c.run); string(after) != string(before) {
			t.Errorf("%s: the run itself was changed", c.name)
		}
	}
}

// A line that an earlier release wrote is read as well; one that is no run, or a part of it that no
// release wrote, is not.
func TestReadLine(t *testing.T) {
	run := holding(nil, "plain")
	earlier, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	read, _, ok := history.ReadLine(earlier)
	if diff := cmp.Diff(run, read); !ok || diff != "" {
		t.Errorf("of an earlier release (-want +got):\n%s", diff)
	}
	odd := run
	odd.Parts[0].Suite = `"packed":"AA=="`
	if line, err := odd.Line(); err != nil {
		t.Error(err)
	} else if read, _, ok := history.ReadLine(line); !ok || read.Parts[0].Suite != odd.Parts[0].Suite {
		t.Errorf("with a suite of an odd name: %+v, %v", read, ok)
	}
	for _, text := range []string{"", "{}", "[]", `{"id":"a","parts":[{"suite":"s","packed":"AA=="}]}`, `{"id":"a","parts":[{"suite":"s","packed":"AQI="}]}`, `{"id":"a","par`,
		`{"id":"a","parts":[{"suite":"s","packed":1}]}`, `{"id":"a","parts":[{"suite":"s","packed":-1}]}`, `{"id":"a","parts":[{"suite":"s","packed":"AQ`, `{"id":"a","parts":[{"suite":"s","packed":"?"}]}`,
		`{"id":"a","parts":[{"suite":"s","observations":[1]}]}`, `{"id":"a","parts":[{"suite":"s","verdicts":{}}]}`} {
		if read, _, ok := history.ReadLine([]byte(text)); ok {
			t.Errorf("%s is the run %+v", text, read)
		}
	}
}

// What is left after all known secrets were taken out is refused, with what it looks like.
func TestALeakInARunIsRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		put  func(r *history.Run)
	}{
		{"in the suite's name", func(r *history.Run) { r.Parts[0].Suite = "ab" }},
		{"in an observation", func(r *history.Run) { r.Parts[0].Observations[0].Missing = "ab" }},
		{"in a verdict", func(r *history.Run) { r.Parts[0].Verdicts[0].Reason = "ab" }},
	} {
		// Masking the one makes the other: "ab" becomes "${redacted}", which the second matches.
		run := holding(redactor(t, redact.Rules{Regex: []string{"ab", `redacted`}}), "plain")
		c.put(run)
		_, err := run.Safe()
		var leak *history.Leak
		if !errors.As(err, &leak) {
			t.Errorf("%s: got %v", c.name, err)
			continue
		}
		if want := "the run of " + leak.Suite + " would put a secret into it (" + leak.Kind + ")"; err.Error() != want || leak.Kind == "" {
			t.Errorf("%s: got %v, want %s", c.name, err, want)
		}
		if line, err := run.Line(); err == nil || line != nil {
			t.Errorf("%s: the line is %q (%v)", c.name, line, err)
		}
	}
}
