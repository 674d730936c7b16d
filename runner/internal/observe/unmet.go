package observe

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
	"assay/runner/internal/subst"
	"assay/runner/internal/text"
)

// captureOf splits a reference to another probe's capture: "login[a].token" is
// "login[a]" and "token". ok is false for any other reference.
func captureOf(ref string) (probe, capture string, ok bool) {
	i := strings.LastIndexByte(ref, '.')
	if i < 0 {
		return "", "", false
	}
	return ref[:i], ref[i+1:], true
}

// unmet says why t cannot be sent: the first of its references that has no value; of secrets, all
// of them. It is empty if all have one. A replay needs no values but still checks those of other
// probes: a request that could not be sent has no response.
func (r *run) unmet(t *task) exchange.Missing {
	for _, ref := range t.probe.Refs {
		why := r.unmetRef(t.probe, ref)
		if why.Kind == exchange.NoSecret {
			return r.unset(t.probe.Refs, why)
		}
		if !why.None() {
			return why
		}
	}
	if t.probe.Until != nil {
		for _, secret := range t.probe.Until.Secrets() { // otherwise the polling would never end
			if why := r.unmetRef(t.probe, secret); !why.None() {
				return why
			}
		}
		for _, ref := range t.probe.Until.Refs() {
			if _, _, ok := captureOf(ref); ok {
				if why := r.unmetRef(t.probe, ref); !why.None() {
					return why
				}
			}
		}
	}
	return exchange.Missing{}
}

// unset returns the Missing of all secrets among refs that are not set; one if only one is.
func (r *run) unset(refs []string, one exchange.Missing) exchange.Missing {
	var secrets, variables []string
	for _, s := range r.plan.Suite.Secrets {
		if _, ok := r.secret(s.Name); !ok && slices.Contains(refs, s.Name) {
			if secrets = append(secrets, strconv.Quote(s.Name)); !slices.Contains(variables, s.Env) {
				variables = append(variables, s.Env)
			}
		}
	}
	if len(secrets) < 2 {
		return one
	}
	return gap(exchange.NoSecret, "secrets %s are not set: export %s", text.List(secrets, "and"), text.List(variables, "and"))
}

func (r *run) unmetRef(p *plan.Probe, ref string) exchange.Missing {
	if !r.opts.Live && r.isToken(p, ref) {
		return exchange.Missing{}
	}
	if _, err := r.captured(p, ref); !errors.Is(err, errNoCapture) {
		return r.needs(ref, err)
	}
	if !r.opts.Live || slices.Contains(subst.Builtins, ref) {
		return exchange.Missing{}
	}
	if _, ok := r.opts.Made[ref]; ok {
		return exchange.Missing{}
	}
	if _, ok := r.secret(ref); ok {
		return exchange.Missing{}
	}
	for _, s := range r.plan.Suite.Secrets {
		if s.Name == ref {
			return gap(exchange.NoSecret, "secret %q is not set: export %s", s.Name, s.Env)
		}
	}
	return gap(exchange.Unfilled, "${%s} has no value: it is neither a secret of the suite nor a capture", ref)
}

// needs returns the Missing of a probe whose reference to a capture has no value; empty without an
// error. If the run ended, that is the reason.
func (r *run) needs(ref string, err error) exchange.Missing {
	switch {
	case err == nil:
		return exchange.Missing{}
	case r.ctx.Err() != nil:
		return missingInterrupted
	}
	why := exchange.Missing{Kind: exchange.Unfilled}
	var l lack
	if errors.As(err, &l) {
		why = l.why
	}
	if !l.whole {
		why.Detail = "needs ${" + ref + "}: " + err.Error()
	}
	return why
}

// lack is the error of a reference to a capture without a value, with the reason.
type lack struct {
	why   exchange.Missing
	whole bool // its text already says what needs it
}

func (l lack) Error() string { return l.why.String() }

// lacks returns the error of a capture without a value.
func lacks(kind exchange.MissingKind, probe, format string, args ...any) error {
	return lack{why: exchange.Missing{Kind: kind, Probe: probe, Detail: fmt.Sprintf(format, args...)}}
}

// errNoCapture is the error of a reference that is not to a capture.
var errNoCapture = errors.New("no reference to a capture")

// captured returns the value of a reference of p to another probe's capture; the error says why it
// has none. It reads only settled probes.
func (r *run) captured(p *plan.Probe, ref string) (any, error) {
	of, capture, ok := captureOf(ref)
	if !ok {
		return nil, errNoCapture
	}
	d := r.plan.Beside(of, p.Row)
	if d == nil || r.tasks[d.Order] == nil {
		return nil, lacks(exchange.NotObserved, of, "%s was not observed", of)
	}
	o := r.set.ByProbe[d.Order]
	if d.Of.Token && r.opts.Live {
		return r.accessToken(d, o, r.tasks[d.Order].grant)
	}
	switch {
	case o == nil:
		return nil, lacks(exchange.NotObserved, d.ID, "%s was not observed", d.ID)
	case !o.Missing.None():
		return nil, lack{why: o.Missing.Behind(d.ID, d.ID+": "+o.Missing.String())}
	case o.Failure != nil:
		return nil, lacks(exchange.NeedsAnswer, d.ID, "%s was not answered: %s: %s", d.ID, o.Failure.Kind, o.Failure.Message)
	}
	v, err := r.tasks[d.Order].taken.Value(capture)
	if err != nil {
		return nil, lacks(exchange.Unfilled, d.ID, "%s: %v", d.ID, err)
	}
	return v, nil
}

// secret returns the value of a secret; an empty value counts as not set.
func (r *run) secret(name string) (string, bool) {
	if r.opts.Secrets == nil {
		return "", false
	}
	v, ok := r.opts.Secrets(name)
	return v, ok && v != ""
}
