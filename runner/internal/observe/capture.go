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

// known returns the captures of an earlier observation. Secrets in them have become names, which
// it fills in again.
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

// takeFrom extracts the captures of p from o, which is not masked yet.
func (r *run) takeFrom(o *exchange.Observation, p *plan.Probe) capture.Taken {
	if len(p.Of.Capture) == 0 {
		return capture.Taken{}
	}
	// Not o.JSON, which caches its result: it must be parsed after masking.
	body := sync.OnceValues(func() (any, error) { return exchange.ParseJSON(o.Text()) })
	if len(o.Body) < longBody {
		return r.taking.All(o, p, r.plan, body)
	}
	taken, late := expect.Watch(r.watch, func() capture.Taken { return r.taking.All(o, p, r.plan, body) })
	if late != 0 {
		taken.First = p.Of.Capture[0].Name + ": taking it out of the answer took too long (limits.judge)"
	}
	return taken
}

// longBody is the size in bytes from which the time to extract from a body is bounded.
const longBody = 64 << 10

// learn adds the captured values that are used as credentials, or that the server gave out as
// such, to the secrets. It ignores names of secrets, as a recording has them.
func (r *run) learn(p *plan.Probe, o *exchange.Observation, c capture.Taken) {
	if len(p.Of.Capture) == 0 {
		return // without the cost of the closures: most probes capture nothing
	}
	given := sync.OnceValue(func() redact.Given { return r.opts.Redact.Given(o) })
	for i := range p.Of.Capture {
		from := &p.Of.Capture[i]
		text := ""
		switch v := c.Values[from.Name].(type) {
		case string, json.Number:
			text = subst.Text(v)
		}
		if text == "" || subst.Has(text) {
			continue
		}
		if !from.Secret {
			text = given().In(text)
		}
		if text != "" && r.opts.Redact.Learn(redact.Secret{Name: p.ID + "." + from.Name, Value: text}) {
			r.learned.Add(1)
		}
	}
}

// isSecretCapture reports whether a reference of p is to a capture that is secret.
func (r *run) isSecretCapture(p *plan.Probe, ref string) bool {
	of, name, ok := captureOf(ref)
	if !ok {
		return false
	}
	d := r.plan.Beside(of, p.Row)
	return d != nil && slices.ContainsFunc(d.Of.Capture, func(c suite.Capture) bool { return c.Secret && c.Name == name })
}

// show sets the masked captures on o.
func (r *run) show(o *exchange.Observation, c capture.Taken) {
	o.CaptureError = r.opts.Redact.String(c.First)
	if len(c.Values) == 0 {
		return
	}
	o.Captured = make(map[string]any, len(c.Values))
	for name, v := range c.Values {
		o.Captured[name] = r.opts.Redact.Value(v)
	}
}
