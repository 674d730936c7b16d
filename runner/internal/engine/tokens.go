package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// tokens are the responses of token endpoints (RFC 6749) that a run got, for every document whose
// token request is the same. Documents that need a token at the same time wait for one another.
type tokens struct {
	mu  sync.Mutex
	all map[string]*issued // by tokenKey
}

// issued is the latest response to one token request.
type issued struct {
	asking chan struct{} // full while a document requests the token
	from   *pipeline.Document
	// observation is that of the document's own token probe, with its names of secrets; nil: none yet.
	observation *exchange.Observation
}

// of returns the entry of a key.
func (t *tokens) of(key string) *issued {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all == nil {
		t.all = map[string]*issued{}
	}
	i := t.all[key]
	if i == nil {
		i = &issued{asking: make(chan struct{}, 1)}
		t.all[key] = i
	}
	return i
}

// take adds to the known observations the tokens among these probes that another document has.
// Tokens that none has are the document's to request until done is called.
func (t *tokens) take(ctx context.Context, d *pipeline.Document, probes []*plan.Probe, known []*exchange.Observation, secret secretValue) (_ []*exchange.Observation, done func()) {
	wanted := map[string]*plan.Probe{}
	for _, q := range probes {
		if q.Of.Token && (q.Order >= len(known) || known[q.Order] == nil) {
			if key, ok := tokenKey(q, secret); ok {
				wanted[key] = q
			}
		}
	}
	var held []*issued
	for _, key := range slices.Sorted(maps.Keys(wanted)) { // in one order: no two wait for each other
		i := t.of(key)
		select {
		case i.asking <- struct{}{}:
		case <-ctx.Done():
			continue // nothing is sent any more
		}
		if o := t.passedOn(i, d, wanted[key]); o != nil {
			<-i.asking
			known = slices.Clone(known)
			known = append(known, make([]*exchange.Observation, max(0, len(d.Plan.Probes)-len(known)))...)
			known[wanted[key].Order] = o
			continue
		}
		held = append(held, i)
	}
	return known, func() {
		for _, i := range held {
			<-i.asking
		}
	}
}

// keep takes in the responses that a document got to its token requests.
func (t *tokens) keep(d *pipeline.Document, observed []*exchange.Observation, secret secretValue) {
	for _, q := range d.Plan.Probes {
		if !q.Of.Token { // token probes come first
			return
		}
		if q.Order >= len(observed) {
			continue
		}
		o := observed[q.Order]
		if o == nil || !o.Missing.None() || o.Failure != nil {
			continue
		}
		key, ok := tokenKey(q, secret)
		if !ok {
			continue
		}
		i := t.of(key)
		t.mu.Lock()
		if i.observation == nil || o.Sent.After(i.observation.Sent) {
			i.from, i.observation = d, o
		}
		t.mu.Unlock()
	}
}

// passedOn returns the response as an observation of another document, with that document's names
// of secrets; nil if there is none.
func (t *tokens) passedOn(i *issued, d *pipeline.Document, q *plan.Probe) *exchange.Observation {
	t.mu.Lock()
	defer t.mu.Unlock()
	if i.observation == nil {
		return nil
	}
	o := i.observation.Copy()
	body := string(o.Body)
	for _, name := range names.Issued {
		was := i.observation.Probe + "." + name
		if value, ok := i.from.Redact.Learned(was); ok {
			body = strings.ReplaceAll(body, "${"+was+"}", subst.Escaped(value))
			d.Redact.Learn(redact.Secret{Name: q.ID + "." + name, Value: value})
		}
	}
	o.Probe, o.Request, o.Masking, o.Shared = q.ID, q.Request, d.Masking, true
	o.Body = []byte(body)
	if o.Captured[suite.TokenCapture] == "${"+i.observation.Probe+"."+suite.TokenCapture+"}" {
		o.Captured = map[string]any{suite.TokenCapture: "${" + q.ID + "." + suite.TokenCapture + "}"}
	}
	d.Redact.Observation(o)
	return o
}

// secretValue returns the value of a document's secret by its name; false if it has none.
type secretValue func(name string) (string, bool)

// tokenKey identifies a token request: requests with the same key bring the same token. ok is false
// if the request depends on more than the document and its secrets.
func tokenKey(q *plan.Probe, secret secretValue) (key string, ok bool) {
	for _, ref := range q.Refs {
		if _, set := secret(ref); !set {
			return "", false
		}
	}
	lookup := func(name string) (any, bool) { return secret(name) }
	fill := func(s string) string { return subst.Fill(s, lookup) }
	r := q.Request
	parts := []string{r.Method, fill(r.URL), fill(string(r.Body)), fill(r.Proxy), fill(r.Unix), r.HTTP, fill(fmt.Sprint(r.ConnectTo))}
	for _, h := range r.Header {
		parts = append(parts, h.Name, fill(h.Value))
	}
	if a := r.Auth; a != nil {
		parts = append(parts, a.Scheme, fill(a.User), fill(a.Password))
	}
	if r.TLS != nil {
		parts = append(parts, fmt.Sprintf("%+v", *r.TLS))
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", parts))
	return hex.EncodeToString(sum[:]), true
}
