package observe

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
	"assay/runner/internal/subst"
)

// filling fills one request. ${uuid} and the times have one value per request.
type filling struct {
	run    *run
	probe  *plan.Probe
	values map[string]any // built-in ones, made on first use
	secret string         // the last secret that was filled in since this was last ""
}

func (r *run) filling(t *task) *filling { return &filling{run: r, probe: t.probe} }

// lookup returns the value of a reference, and records secrets. unmet has checked that it exists.
func (f *filling) lookup(name string) (any, bool) {
	if v, err := f.run.captured(f.probe, name); err == nil {
		if f.run.isSecretCapture(f.probe, name) {
			f.secret = name
		}
		return v, true
	}
	if slices.Contains(subst.Builtins, name) {
		return f.builtin(name), true
	}
	if v, ok := f.run.opts.Made[name]; ok {
		return v, true
	}
	v, ok := f.run.secret(name)
	if ok {
		f.secret = name
	}
	return v, ok
}

func (f *filling) builtin(name string) any {
	if v, ok := f.values[name]; ok {
		return v
	}
	if f.values == nil {
		f.values = map[string]any{}
	}
	now := time.Now()
	switch name {
	case "uuid":
		f.values[name] = uuid.NewString()
	case "now":
		f.values[name] = now.UTC().Format(time.RFC3339)
	case "unix":
		f.values[name] = json.Number(strconv.FormatInt(now.Unix(), 10))
	case "run":
		f.values[name] = f.run.opts.RunID
	}
	return f.values[name]
}

// filled returns the request of t to send: the planned one itself if there is nothing to fill in,
// otherwise a copy. It returns a reason if a value is not allowed at its position.
func (r *run) filled(t *task) (*exchange.Request, exchange.Missing) {
	planned := t.probe.Request
	if t.plain {
		return planned, exchange.Missing{}
	}
	f := r.filling(t)
	q := *planned
	q.URL = f.url(planned.URL)
	q.Header = f.fields(planned.Header)
	q.Cookies = f.fields(planned.Cookies)
	f.secret = ""
	q.Body = f.body(planned.Body, planned.BodyKind)
	q.SecretBody = f.secret
	q.Proxy, q.Unix = f.text(planned.Proxy), f.text(planned.Unix)
	q.ConnectTo = f.connectTo(planned.ConnectTo)
	q.Auth = f.auth(planned.Auth)
	return &q, refused(&q, planned)
}

// opening is the start of a reference; "$${" escapes it.
var opening = []byte("${")

// escapes reports whether a request without references has a "$${".
func escapes(q *exchange.Request) bool {
	inFields := func(f exchange.Field) bool { return subst.Has(f.Value) }
	inBody := q.BodyKind != exchange.BytesBody && bytes.Contains(q.Body, opening)
	return inBody || subst.Has(q.URL) || subst.Has(q.Proxy) || subst.Has(q.Unix) || q.Auth != nil ||
		slices.ContainsFunc(q.Header, inFields) || slices.ContainsFunc(q.Cookies, inFields)
}

func (f *filling) text(s string) string { return subst.Fill(s, f.lookup) }

func (f *filling) fields(planned []exchange.Field) []exchange.Field {
	if !slices.ContainsFunc(planned, func(h exchange.Field) bool { return subst.Has(h.Value) }) {
		return planned
	}
	out := slices.Clone(planned)
	for i := range out {
		f.secret = ""
		out[i].Value = f.text(out[i].Value)
		out[i].Secret = f.secret != ""
	}
	return out
}

func (f *filling) body(planned []byte, kind exchange.BodyKind) []byte {
	if kind == exchange.BytesBody || !bytes.Contains(planned, opening) {
		return planned
	}
	switch text := string(planned); kind {
	case exchange.JSONBody:
		return []byte(subst.FillJSON(text, f.lookup))
	case exchange.FormBody:
		return []byte(subst.Fill(text, f.encoded(url.QueryEscape)))
	default:
		return []byte(f.text(text))
	}
}

// encoded is lookup with encoded values.
func (f *filling) encoded(encode func(string) string) subst.Lookup {
	return func(name string) (any, bool) {
		v, ok := f.lookup(name)
		if !ok {
			return nil, false
		}
		return encode(subst.Text(v)), true
	}
}

func (f *filling) connectTo(planned map[string]string) map[string]string {
	if len(planned) == 0 {
		return planned
	}
	out := make(map[string]string, len(planned))
	for from, to := range planned {
		out[f.text(from)] = f.text(to)
	}
	return out
}

func (f *filling) auth(planned *exchange.Auth) *exchange.Auth {
	if planned == nil {
		return nil
	}
	a := *planned
	for _, s := range []*string{&a.User, &a.Password, &a.Region, &a.Service, &a.Key, &a.Secret, &a.SessionID} {
		*s = f.text(*s)
	}
	if a.FormEncoded {
		a.User, a.Password = url.QueryEscape(a.User), url.QueryEscape(a.Password)
	}
	return &a
}

// refused says why values are not allowed at their position: a line break in a header would start
// another header. It does not show the value, which may be a secret.
func refused(q, planned *exchange.Request) exchange.Missing {
	for i, h := range q.Header {
		if strings.ContainsAny(h.Value, "\r\n\x00") {
			return gap(exchange.Unsendable, "the header %s: %s holds a line break once it is filled in, and cannot be sent: look for one at the end of the value",
				h.Name, planned.Header[i].Value)
		}
	}
	for i, c := range q.Cookies {
		if strings.ContainsAny(c.Value, "\r\n\x00;") {
			return gap(exchange.Unsendable, "the cookie %s=%s holds a line break or a semicolon once it is filled in, and cannot be sent",
				c.Name, planned.Cookies[i].Value)
		}
	}
	return exchange.Missing{}
}
