package history

import (
	"fmt"
	"iter"
)

// Safe returns the run without secrets; the error is a *[Leak] if one would be left.
func (r *Run) Safe() (*Run, error) {
	out := *r
	out.Parts = make([]Part, len(r.Parts))
	for i := range r.Parts {
		out.Parts[i] = r.Parts[i].redacted()
		if err := out.Parts[i].clean(); err != nil {
			return nil, err
		}
	}
	return &out, nil
}

// Leak is what looks like a secret in a run after all known secrets were masked.
type Leak struct {
	Suite string // whose part contains it
	Kind  string // what it looks like: "bearer token"
}

func (l *Leak) Error() string {
	return fmt.Sprintf("the run of %s would put a secret into it (%s)", l.Suite, l.Kind)
}

// redacted returns the part without secrets. Texts repeat, so each is examined once.
func (p *Part) redacted() Part {
	seen := map[string]string{}
	safe := func(text string) string {
		out, known := seen[text]
		if !known {
			out = p.Redact.String(text)
			seen[text] = out
		}
		return out
	}
	out := Part{Suite: safe(p.Suite), Redact: p.Redact}
	out.Observations = append(out.Observations, p.Observations...)
	for i := range out.Observations {
		if told := out.Observations[i].Told; told != nil {
			own := *told
			out.Observations[i].Told = &own
		}
	}
	out.Verdicts = append(out.Verdicts, p.Verdicts...)
	for text := range out.texts() {
		*text = safe(*text)
	}
	return out
}

// clean is the last check: it returns an error if the part still contains a secret.
func (p *Part) clean() error {
	seen := map[string]bool{}
	all := []byte(p.Suite)
	for text := range p.texts() {
		if *text != "" && !seen[*text] {
			seen[*text] = true
			all = append(append(all, '\n'), *text...)
		}
	}
	if leaks := p.Redact.Scan(all); len(leaks) > 0 {
		return &Leak{Suite: p.Suite, Kind: leaks[0].Kind}
	}
	return nil
}

// texts yields the texts of a part, except the suite's name.
func (p *Part) texts() iter.Seq[*string] {
	return func(yield func(*string) bool) {
		for i := range p.Observations {
			for _, text := range p.Observations[i].texts() {
				if !yield(text) {
					return
				}
			}
		}
		for i := range p.Verdicts {
			for _, text := range p.Verdicts[i].texts() {
				if !yield(text) {
					return
				}
			}
		}
	}
}

func (o *Observation) texts() []*string {
	all := []*string{&o.Probe, &o.Target, &o.Answer, &o.Error, &o.Missing, &o.ToldBy}
	if o.Told != nil {
		all = append(all, &o.Told.Header, &o.Told.Reading)
	}
	return all
}

func (v *Verdict) texts() []*string {
	return []*string{&v.Finding, &v.Claim, &v.Probe, &v.Target, &v.Reason}
}
