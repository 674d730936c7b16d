package proxy

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"assay/runner/internal/fixture"
	"assay/runner/internal/importer"
	"assay/runner/internal/lang"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// gate is the last check of what is about to be written. It notes the exchanges that would have
// something secret written, and reports whether there are any. The error names a place that is of
// no exchange.
func (s *snapshot) gate(d *importer.Draft, document []byte, recorded *fixture.File) (found bool, err error) {
	redactor, err := d.Masked()
	if err != nil {
		return false, err
	}
	s.masks, s.secrets = redactor, d.Hidden()
	for _, e := range recorded.Entries {
		one := &fixture.File{Entries: []*fixture.Entry{e}}
		if len(redactor.Scan(fixture.Foreign(one.Format()))) > 0 {
			found = s.leave(d.Recorded[e.Probe]) || found
		}
	}
	if found {
		return true, nil
	}
	leaking := redactor.Scan(s.foreign(document, redactor))
	if len(leaking) == 0 {
		return false, nil
	}
	of := blocks(d, document)
	for _, leak := range leaking {
		found = s.leave(of[leak.Line]) || found
	}
	if !found {
		err = fmt.Errorf("the suite is not written: a secret would stand in it, on line %d (%s)", leaking[0].Line, leaking[0].Kind)
	}
	return found, err
}

// leave leaves an exchange of the recording out, and reports whether it was in.
func (s *snapshot) leave(e *fixture.Entry) bool {
	if e == nil || e.Probe == "" || s.leaks[e.Probe] {
		return false
	}
	s.leaks[e.Probe] = true
	return true
}

// blocks returns the exchange of each line of a suite that is about one: its probe and its finding.
func blocks(d *importer.Draft, document []byte) map[int]*fixture.Entry {
	probes := map[string]string{}
	for _, f := range d.Findings {
		probes[f.ID], _ = f.Probe.(string)
	}
	out := map[int]*fixture.Entry{}
	var section string
	var in *fixture.Entry
	number := 0
	for line := range bytes.Lines(document) {
		number++
		key, _, isKey := strings.Cut(strings.TrimSpace(string(line)), ":")
		switch indent := len(line) - len(bytes.TrimLeft(line, " ")); {
		case indent == 0 && isKey:
			section, in = key, nil
		case indent == 2 && isKey && section == "probes":
			in = d.Recorded[key]
		case indent == 2 && isKey && section == "findings":
			in = d.Recorded[probes[key]]
		}
		if in != nil {
			out[number] = in
		}
	}
	return out
}

// foreign returns a suite, line by line, without the words that are in it whatever passed: those of
// the command line (its name, its files', the API's address) and the keys of the format. A secret
// that is such a word does not leak by it. Other keys stay: one may be in the middle of a secret.
func (s *snapshot) foreign(document []byte, redactor *redact.Redactor) []byte {
	document = bytes.Replace(document, []byte(about+s.opts.Upstream), nil, 1)
	document = given().ReplaceAll(document, nil)
	secret := map[string]bool{}
	return keyWord().ReplaceAllFunc(document, func(key []byte) []byte {
		word := string(bytes.TrimRight(bytes.TrimLeft(key, " {,"), ":"))
		is, known := secret[word]
		if !known {
			is = words()[word] && len(redactor.Scan([]byte(word))) > 0
			secret[word] = is
		}
		if !is {
			return key
		}
		return key[:len(key)-len(word)-len(":")]
	})
}

var given = source.Pattern(`(?m)^(?:suite|target|fixtures): .*$`)

var keyWord = source.Pattern(`(?m)(?:^ *|[{,] *)[a-z_]+:`)

// words are the keys of the format.
var words = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, section := range suite.Reference() {
		for _, name := range lang.Names(section.Keys) {
			out[name] = true
		}
	}
	return out
})

// allLeak returns why a recording has no entry, nil if no secret is why.
func (s *snapshot) allLeak() *Skipped {
	var out *Skipped
	for i := range s.all {
		p := &s.all[i]
		if !s.leaks[p.entry.Probe] {
			continue
		}
		if out == nil {
			o := p.entry.Observation
			out = &Skipped{Why: leaks, First: s.masks.String(o.Request.Method + " " + importer.ShownPath(o.Request.URL))}
		}
		out.Times += p.times
	}
	return out
}
