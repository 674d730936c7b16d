package observe

import (
	"encoding/json"
	"slices"
	"sync"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/observe/capture"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// known are the captures of an observation that was made before. Where they hold
// secrets these are names by now, and are filled in again.
func (r *run) known(o *exchange.Observation) capture.Taken {
	c := capture.Taken{First: o.CaptureError, Values: make(map[string]any, len(o.Captured))}
	for name, v := range o.Captured {
		if text, ok := v.(string); ok && subst.Has(text) {
			v = subst.Expand(text, func(name string) (any, bool) {
				if v, ok := r.secret(name); ok {
					return v, true
				}
				return r.opts.Redact.Learned(name)
			})
		}
		c.Values[name] = v
	}
	return c
}

// takeFrom takes what p captures out of o, which holds what came, secrets included.
func (r *run) takeFrom(o *exchange.Observation, p *plan.Probe) capture.Taken {
	// Not o.JSON: what is parsed there is kept, and read when secrets are out of it.
	body := sync.OnceValues(func() (any, error) { return exchange.ParseJSON(o.Text()) })
	if len(p.Of.Capture) == 0 || len(o.Body) < longBody {
		return r.taking.All(o, p, r.plan, body)
	}
	taken, late := expect.Watch(r.watch, func() capture.Taken { return r.taking.All(o, p, r.plan, body) })
	if late != 0 {
		taken.First = p.Of.Capture[0].Name + ": taking it out of the answer took too long (limits.judge)"
	}
	return taken
}

// longBody is from how many bytes on taking something out of a body is not waited for
// without end.
const longBody = 64 << 10

// learn makes secrets of what was captured to be used as one. A name in its place,
// as a record has it, is none.
func (r *run) learn(p *plan.Probe, c capture.Taken) {
	for i := range p.Of.Capture {
		from := &p.Of.Capture[i]
		if !from.Secret {
			continue
		}
		switch v := c.Values[from.Name].(type) {
		case string, json.Number:
			if text := subst.Text(v); !subst.Has(text) && r.opts.Redact.Learn(redact.Secret{Name: p.ID + "." + from.Name, Value: text}) {
				r.learned.Store(true)
			}
		}
	}
}

// isSecretCapture reports whether a reference of p is one to a capture that is a
// secret.
func (r *run) isSecretCapture(p *plan.Probe, ref string) bool {
	of, name, ok := captureOf(ref)
	if !ok {
		return false
	}
	d := r.plan.Beside(of, p.Row)
	return d != nil && slices.ContainsFunc(d.Of.Capture, func(c suite.Capture) bool { return c.Secret && c.Name == name })
}

// show puts what may be shown of the captures beside o.
func (r *run) show(o *exchange.Observation, c capture.Taken) {
	o.CaptureError = r.opts.Redact.String(c.First)
	if len(c.Values) == 0 {
		return
	}
	o.Captured = make(map[string]any, len(c.Values))
	for name, v := range c.Values {
		o.Captured[name] = r.shown(v)
	}
}

// shown is v with secrets taken out of every string in it.
func (r *run) shown(v any) any {
	switch v := v.(type) {
	case string:
		return r.opts.Redact.String(v)
	case json.Number:
		if s := r.opts.Redact.String(v.String()); s != v.String() {
			return s
		}
		return v
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = r.shown(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, member := range v {
			out[r.opts.Redact.String(k)] = r.shown(member)
		}
		return out
	}
	return v
}
