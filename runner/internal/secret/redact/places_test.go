package redact_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/secret/canary"
	"assay/runner/internal/secret/redact"
)

// given is the observation of an answer with a value in a place.
func given(p *canary.Place, value string) *exchange.Observation {
	w := httptest.NewRecorder()
	p.Give(w, value)
	res := w.Result()
	o := &exchange.Observation{Status: res.StatusCode, Body: w.Body.Bytes()}
	for _, from := range []struct {
		to *exchange.Header
		of map[string][]string
	}{{&o.Header, res.Header}, {&o.Trailer, res.Trailer}} {
		for name, values := range from.of {
			for _, v := range values {
				*from.to = append(*from.to, exchange.Field{Name: name, Value: v})
			}
		}
	}
	if p.Stream {
		r := sse.NewParser(func() time.Duration { return 5 })
		_, _ = r.Write(o.Body)
		o.Stream = r.Close("")
	}
	return o
}

// text is all of an observation.
func text(o *exchange.Observation) string {
	var b strings.Builder
	for _, h := range []exchange.Header{o.Header, o.Trailer} {
		for _, f := range h {
			b.WriteString(f.Name + ": " + f.Value + "\n")
		}
	}
	b.Write(o.Body)
	if o.Stream != nil {
		for _, e := range o.Stream.Events {
			b.WriteString("\n" + e.Data)
		}
	}
	return b.String()
}

// What a server gives out as a credential is masked in each of its places, and stays masked as it
// is; what is none stays, to the byte.
func TestWhatAServerGivesOut(t *testing.T) {
	r := redactor(t, redact.Rules{})
	for _, p := range canary.Issued {
		value := canary.Marker()
		o := given(&p, value)
		r.Observation(o)
		masked := text(o)
		if strings.Contains(masked, value) || !strings.Contains(masked, "${redacted:") {
			t.Errorf("%s: %s", p.Name, masked)
		}
		r.Observation(o)
		if again := text(o); again != masked {
			t.Errorf("%s: %s is masked again: %s", p.Name, masked, again)
		}
	}
	for _, p := range canary.Ordinary {
		o := given(&p, canary.Marker())
		was := text(o)
		if r.Observation(o); text(o) != was {
			t.Errorf("%s: %s becomes %s", p.Name, was, text(o))
		}
	}
}

// Signs around a pair in a text stay as they are.
func TestSignsAroundAPair(t *testing.T) {
	r := redactor(t, redact.Rules{})
	for _, around := range []string{"`token=%`", "[token=%]", "{token=%}", "User{token=%}.", "(token=%)"} {
		o := &exchange.Observation{Body: []byte(strings.Replace(around, "%", canary.Marker(), 1))}
		r.Observation(o)
		want := strings.Replace(around, "%", "${redacted:token:16+}", 1)
		if r.Observation(o); string(o.Body) != want {
			t.Errorf("%s, want %s", o.Body, want)
		}
	}
}
