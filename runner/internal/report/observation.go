package report

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/reset"
)

// mostBody is the maximum number of bytes of a body in a result.
const mostBody = 64 << 10

// summary converts an observation without request, headers and body.
func summary(p *plan.Probe, o *exchange.Observation) Observation {
	s := Observation{
		Probe: p.ID, Status: o.Status, Reason: o.Reason, Missing: o.Missing.String(), Kind: string(o.Missing.Kind),
		DurationMS: milliseconds(o.Duration), FirstByte: milliseconds(o.FirstByte),
		Attempts: o.Attempts, GaveUp: o.GaveUp, Samples: len(o.Samples), Size: o.Size, Provenance: o.Provenance.Kind,
		Told: toldOf(o), Shared: o.Shared,
	}
	if o.Failure != nil {
		s.Error, s.ErrorText = string(o.Failure.Kind), o.Failure.Message
	}
	return s
}

// toldOf returns the reset that a response names to a client; nil for none.
func toldOf(o *exchange.Observation) *Told {
	told, ok := reset.Latest(o, reset.Next)
	if !ok {
		return nil
	}
	return &Told{Header: told.Header, Reading: told.String(), WaitMS: milliseconds(told.Wait), At: stamp(told.At)}
}

// details adds the rest: the exchange itself, where it comes from, and how to
// repeat it by hand.
func details(s *Observation, run *pipeline.Run, p *plan.Probe, o *exchange.Observation, env map[string]string) {
	request := o.Request
	if request == nil {
		request = p.Request
	}
	request = run.Redact.Request(request)
	if request != nil {
		s.Request = messageOf(request)
		s.Curl, s.CurlNeeds = curl(request, declaredFile(p), env)
	}
	if p.Of != nil {
		s.About = p.Of.About
	}
	s.Proto, s.Headers, s.Trailers, s.At = o.Proto, fields(o.Header), fields(o.Trailer), PlaceOf(p.At)
	s.Body, s.BodyCoding, s.BodyCut = bodyText(o.Text(), o.Cut)
	s.Odd = o.Odd
	s.Sent, s.Recorded = stamp(o.Sent), stamp(o.Provenance.At)
	s.From, s.Reported = o.Provenance.From, o.Reported.String()
	if o.Masking != nil {
		for _, b := range o.Masking.Blind {
			s.NotMasked = append(s.NotMasked, b.Secret)
		}
	}
	s.TLS = tlsText(o.TLS)
	if o.Stream != nil {
		ofStream(s, o.Stream)
	}
	if s.Events, s.EventsTotal = eventsOf(o.Stream); s.EventsTotal == len(s.Events) {
		s.EventsTotal = 0
	}
}

// ofStream adds what the events of a stream do not show.
func ofStream(s *Observation, of *exchange.Stream) {
	s.Framing = string(of.Framing)
	s.SilenceMS, s.SilenceAfter = measured(of.Silence.For), of.Silence.After
	s.ClosedMS, s.StillOpen = measured(of.Closing.After), of.Closing.Open
}

// measured returns a duration in milliseconds, at least a microsecond: 0 means that it is unknown.
func measured(d time.Duration) float64 {
	if d == 0 {
		return 0
	}
	return milliseconds(max(d, time.Microsecond))
}

func messageOf(r *exchange.Request) *Message {
	m := &Message{Method: r.Method, URL: r.URL, Headers: fields(r.Header)}
	if text := authText(r.Auth); text != "" && !r.Header.Has("Authorization") {
		m.Headers = append(m.Headers, Field{"Authorization", text})
	}
	m.Body, _, _ = bodyText(r.Body, "")
	return m
}

// authText returns a placeholder for credentials that only the live exchange can put in a header;
// "" without any. Without it the request would seem to carry none.
func authText(a *exchange.Auth) string {
	switch {
	case a == nil:
		return ""
	case a.Scheme == "digest":
		return "Digest (of " + a.User + ":" + a.Password + ", as the server asks for it)"
	case a.Scheme == "aws_sigv4":
		return "AWS4-HMAC-SHA256 (signed with " + a.Key + ")"
	}
	return "Basic base64(" + a.User + ":" + a.Password + ")"
}

// bodyText returns a body as text, or as base64 if it is not text, and why it is not whole.
func bodyText(body []byte, cut exchange.Cut) (text, coding, why string) {
	if len(body) > mostBody {
		why = fmt.Sprintf("%d bytes, the first %d shown", len(body), mostBody)
		body = body[:mostBody]
		for n := 0; n < utf8.UTFMax && len(body) > 0 && !utf8.RuneStart(body[len(body)-1]); n++ {
			body = body[:len(body)-1]
		}
		if len(body) > 0 && body[len(body)-1] >= utf8.RuneSelf {
			body = body[:len(body)-1]
		}
	}
	if cut != "" {
		why = strings.TrimPrefix(why+"; "+string(cut), "; ")
	}
	if utf8.Valid(body) {
		return string(body), "", why
	}
	return base64.StdEncoding.EncodeToString(body), "base64", why
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z07:00")
}

func tlsText(t *exchange.TLS) string {
	if t == nil {
		return ""
	}
	text := t.Version
	if t.Issuer != "" {
		text += ", issued by " + t.Issuer
	}
	if !t.NotAfter.IsZero() {
		text += ", until " + t.NotAfter.UTC().Format(time.DateOnly)
	}
	return text
}

// mostEvents is the maximum number of events and stray lines that a result keeps of the beginning
// of a stream, and of its end; mostData the maximum number of bytes of one.
const (
	mostEvents = 100
	mostData   = 4 << 10
)

// eventsOf returns a stream's events and stray lines in order of arrival; of a long stream only its
// beginning and end, with numbers. all is how many there are.
func eventsOf(s *exchange.Stream) (shown []Event, all int) {
	if s == nil {
		return nil, 0
	}
	t := telling{all: len(s.Events) + len(s.Stray) + s.More + s.MoreStray}
	stray := s.Stray
	for i := range s.Events {
		e := &s.Events[i]
		for len(stray) > 0 && stray[0].Offset < e.Offset {
			stray = t.stray(stray, s.MoreStray)
		}
		if i == len(s.Events)-1 {
			t.number += s.More
		}
		t.tell(e.At, e.Type, e.Data, false)
	}
	for len(stray) > 0 {
		stray = t.stray(stray, s.MoreStray)
	}
	return t.shown, t.all
}

// telling converts a stream for a result.
type telling struct {
	shown       []Event
	number, all int
}

// stray adds the first of the stray lines and returns the others; those that the stream does not
// keep come after the last.
func (t *telling) stray(lines []exchange.Stray, more int) []exchange.Stray {
	t.tell(lines[0].At, "", lines[0].Text, true)
	if len(lines) == 1 {
		t.number += more
	}
	return lines[1:]
}

// tell adds the next event if it is one of those shown.
func (t *telling) tell(at time.Duration, kind, data string, stray bool) {
	t.number++
	if t.number > mostEvents && t.number <= t.all-mostEvents {
		return
	}
	e := Event{AtMS: milliseconds(at), Type: start(kind), Data: start(data), Stray: stray}
	if t.all > 2*mostEvents {
		e.Number = t.number
	}
	t.shown = append(t.shown, e)
}

// start returns the beginning of a text that may be very long.
func start(text string) string {
	if len(text) <= mostData {
		return text
	}
	return strings.ToValidUTF8(text[:mostData], "") + fmt.Sprintf("… (%d bytes)", len(text))
}
