package observe

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/capture"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// grant is a token of an authorization server, and how to renew it.
type grant struct {
	access  atomic.Pointer[string]
	mu      sync.Mutex       // held while the token is renewed; guards the fields below
	expires time.Time        // zero: unknown
	refresh string           // a refresh token; "" none
	refused bool             // renewed after a 401 already
	failed  exchange.Missing // why the last renewal failed
	latest  *exchange.Observation
}

// accessToken returns the token that a generated probe fetched; the error says why there is none,
// and where the suite uses it.
func (r *run) accessToken(d *plan.Probe, o *exchange.Observation, g *grant) (any, error) {
	no := func(why exchange.Missing) error {
		why.Detail = fmt.Sprintf("no OAuth 2.0 token (auth.oauth2, %s): %s", d.At, why.Detail)
		return lack{why, true}
	}
	switch {
	case o == nil:
		return nil, no(exchange.Missing{Kind: exchange.NotObserved, Probe: d.ID, Detail: "it was not asked for"})
	case !o.Missing.None():
		return nil, no(o.Missing.Behind(d.ID, o.Missing.Detail))
	}
	if g != nil {
		return *g.access.Load(), nil
	}
	why := o.CaptureError
	if o.Failure != nil {
		why = string(o.Failure.Kind) + ": " + o.Failure.Message
	}
	return nil, no(exchange.Missing{Kind: exchange.NoToken, Probe: d.ID, Detail: o.Request.URL + ": " + why})
}

// tokenOf returns the task whose token t sends; nil if there is none or no token.
func (r *run) tokenOf(t *task) *task {
	for _, ref := range t.probe.Refs {
		of, name, ok := captureOf(ref)
		if !ok || name != suite.TokenCapture {
			continue
		}
		if d := r.plan.Probe(of); d != nil && d.Of.Token && r.tasks[d.Order] != nil && r.tasks[d.Order].grant != nil {
			return r.tasks[d.Order]
		}
	}
	return nil
}

// isToken reports whether a reference of p is to an OAuth 2.0 token. A replay needs no value of it:
// recorded requests had one.
func (r *run) isToken(p *plan.Probe, ref string) bool {
	of, name, ok := captureOf(ref)
	if !ok || name != suite.TokenCapture {
		return false
	}
	d := r.plan.Beside(of, p.Row)
	return d != nil && d.Of.GivesToken(name)
}

// authorized is retried with a valid token: it renews an expired one first, and one that the API
// refuses once per run.
func (r *run) authorized(t *task) answer {
	token := r.tokenOf(t)
	if token == nil {
		return r.retried(t)
	}
	used, why := r.current(token)
	if !why.None() {
		r.handBack(t)
		return answer{Observation: missing(t.probe, why)}
	}
	a := r.retried(t)
	if !a.Missing.None() || a.Failure != nil || a.Status != http.StatusUnauthorized || t.bans() || !r.cools(t.host).None() {
		return a
	}
	renewed, why := r.renewRefused(token, used)
	switch {
	case !why.None():
		return answer{Observation: missing(t.probe, why)}
	case !renewed:
		return a
	}
	again := r.retried(t)
	again.Attempts += a.Attempts
	return again
}

// current returns the token of a task, renewed if it has expired.
func (r *run) current(token *task) (string, exchange.Missing) {
	g := token.grant
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.expires.IsZero() && time.Now().After(g.expires) {
		if why := r.renew(token); !why.None() {
			return "", why
		}
	}
	return *g.access.Load(), exchange.Missing{}
}

// renewRefused renews a token that a response refused. It reports whether there is a token other
// than the used one: renewed now, or for another request.
func (r *run) renewRefused(token *task, used string) (bool, exchange.Missing) {
	g := token.grant
	g.mu.Lock()
	defer g.mu.Unlock()
	if *g.access.Load() != used {
		return true, exchange.Missing{}
	}
	if g.refused {
		return false, exchange.Missing{}
	}
	g.refused = true
	if why := r.renew(token); !why.None() {
		return false, why
	}
	g.latest.Attempts++
	return true, exchange.Missing{}
}

// renew requests a new token: with the refresh token if there is one (RFC 6749, section 6),
// otherwise like the first time. So it does once if the server refuses the refresh token, which may
// have expired.
func (r *run) renew(token *task) exchange.Missing {
	g := token.grant
	if !g.failed.None() {
		return g.failed
	}
	q, why := r.filled(token)
	if !why.None() {
		return why
	}
	first := q
	if g.refresh != "" {
		q = refreshing(first, g.refresh)
	}
	r.mu.Lock()
	if token.host == nil { // another process fetched the first one
		token.host = r.hosts.of(r.hostName(token))
	}
	r.mu.Unlock()
	a := r.send(token, q)
	if a.grant == nil && q != first && a.Status == http.StatusBadRequest && grantOf(first) != "refresh_token" {
		g.refresh = ""
		a = r.send(token, first)
	}
	if a.grant == nil {
		_, err := r.accessToken(token.probe, a.Observation, nil)
		g.failed = r.needs(token.probe.ID+"."+suite.TokenCapture, err)
		return g.failed
	}
	g.access.Store(a.grant.access.Load())
	g.expires, g.latest = a.grant.expires, a.Observation
	if a.grant.refresh != "" {
		g.refresh = a.grant.refresh
	}
	return exchange.Missing{}
}

// grantOf returns the grant of a token request.
func grantOf(q *exchange.Request) string {
	form, _ := url.ParseQuery(string(q.Body))
	return form.Get("grant_type")
}

// refreshing returns the token request with a refresh token: it keeps the client and the endpoint
// of the first one.
func refreshing(first *exchange.Request, refresh string) *exchange.Request {
	q := *first
	was, _ := url.ParseQuery(string(first.Body))
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}}
	for _, name := range []string{"client_id", "client_secret"} {
		if was.Has(name) {
			form.Set(name, was.Get(name))
		}
	}
	q.Body, q.SecretBody = []byte(form.Encode()), "refresh_token"
	return &q
}

// takeGrant reads the response of a token endpoint (RFC 6749, section 5). If it has no token, taken
// gets the reason.
func (r *run) takeGrant(t *task, o *exchange.Observation, taken *capture.Taken) *grant {
	if !o.Missing.None() || o.Failure != nil {
		return nil
	}
	body, why := granted(o)
	if why != "" {
		*taken = capture.Taken{First: why}
		return nil
	}
	g := &grant{refresh: textOf(body["refresh_token"]), expires: expiry(o.Sent, body["expires_in"])}
	if in := body["expires_in"]; in != nil && !isNumber(in) {
		o.Odd = append(o.Odd, fmt.Sprintf("expires_in is %q, no number of seconds (RFC 6749, section 5.1): the token is renewed only once it is refused", plainText(subst.Text(in))))
	}
	access := textOf(body["access_token"])
	g.access.Store(&access)
	for _, name := range []string{"refresh_token", "id_token"} {
		if value := textOf(body[name]); value != "" && r.opts.Redact.Learn(redact.Secret{Name: t.probe.ID + "." + name, Value: value}) {
			r.learned.Add(1)
		}
	}
	return g
}

// granted returns the members of a response with a token; why says why it is not one.
func granted(o *exchange.Observation) (body map[string]any, why string) {
	answered := strings.TrimSpace("answered " + strconv.Itoa(o.Status) + " " + o.Reason)
	v, err := exchange.ParseJSON(o.Text())
	body, isObject := v.(map[string]any)
	switch {
	case o.Status < 200 || o.Status > 299:
		if code := textOf(body["error"]); code != "" {
			answered += ", " + plainText(code)
			if more := textOf(body["error_description"]); more != "" {
				answered += ": " + plainText(more)
			}
		}
		return nil, answered
	case err != nil || !isObject:
		kind, _, _ := mime.ParseMediaType(o.Header.Get("Content-Type"))
		switch {
		case len(o.Body) == 0:
			kind = "an empty body"
		case kind == "":
			kind = "a body of an unknown type"
		}
		return nil, answered + " with " + kind + ", expected a JSON object with access_token (RFC 6749, section 5.1)"
	case textOf(body["access_token"]) == "":
		return nil, answered + " with JSON that has no text access_token (RFC 6749, section 5.1)"
	}
	if kind := textOf(body["token_type"]); kind != "" && !strings.EqualFold(kind, "Bearer") {
		return nil, answered + " with a token of the type " + plainText(kind) + ", and only Bearer (RFC 6750) is sent"
	}
	return body, ""
}

// textOf returns v if it is a string, otherwise "".
func textOf(v any) string {
	s, _ := v.(string)
	return s
}

// plainText returns a server's error description as part of one line.
func plainText(s string) string {
	const most = 200
	s = strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c < ' ' || c == 0x7f }), " ")
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// mostUsed is the part of a token's lifetime in which it is used; the rest is for requests in
// flight.
const mostUsed = 0.95

// expiry returns when to renew a token requested at a time: a little before expires_in seconds have
// passed; zero if the response has none. Some servers write the number as a string.
func expiry(asked time.Time, in any) time.Time {
	seconds, err := strconv.ParseFloat(subst.Text(in), 64)
	if err != nil || !(seconds > 0 && seconds < 1e9) {
		return time.Time{}
	}
	return asked.Add(time.Duration(seconds * mostUsed * float64(time.Second)))
}

// isNumber reports whether v is a number, or a text with one.
func isNumber(v any) bool {
	_, err := strconv.ParseFloat(subst.Text(v), 64)
	return err == nil
}

// knownGrant returns the token of an earlier observation, by this process or another one of the
// same run; nil if it has none.
func (r *run) knownGrant(t *task, o *exchange.Observation) *grant {
	access := textOf(t.taken.Values[suite.TokenCapture])
	if !r.opts.Live || !t.probe.Of.Token || access == "" || subst.Has(access) {
		return nil
	}
	g := &grant{refused: o.Attempts > 1}
	g.access.Store(&access)
	g.refresh, _ = r.opts.Redact.Learned(t.probe.ID + ".refresh_token")
	if body, why := granted(o); why == "" {
		g.expires = expiry(o.Sent, body["expires_in"])
	}
	return g
}

// renewedTokens replaces the first responses of token endpoints by the latest ones.
func (r *run) renewedTokens() {
	for _, t := range r.tasks {
		if t != nil && t.grant != nil && t.grant.latest != nil {
			r.set.ByProbe[t.probe.Order] = t.grant.latest
		}
	}
}
