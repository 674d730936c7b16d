package hurl

import (
	"net"
	"strconv"
	"strings"
	"time"

	"assay/runner/importer"
)

// early sets the variables of [Options]: the request itself may use them.
func (r *reader) early(e *entry) {
	for _, o := range e.sections["Options"] {
		name, value, ok := strings.Cut(o.value, "=")
		if o.key != "variable" || !ok {
			continue
		}
		name, value = strings.TrimSpace(name), strings.Trim(strings.TrimSpace(value), `"`)
		if importer.IsCredential(name) {
			r.refs[name] = r.Secret(name, r.text(value))
			continue
		}
		declared := importer.Name(name)
		r.SetVar(importer.Var{Name: declared, Value: r.text(value)})
		r.refs[name] = "${" + declared + "}"
	}
}

// late carries the other options over; polling needs the expectation.
func (r *reader) late(p *importer.Probe, e *entry, expect importer.Map) {
	for _, o := range e.sections["Options"] {
		r.option(p, o)
	}
	r.retry(p, e, expect)
}

func (r *reader) option(p *importer.Probe, o pair) {
	on := o.value == "true"
	switch o.key {
	case "location", "location-trusted":
		if on && p.Options.Get("redirects") == nil {
			p.Options.Set("redirects", 10)
		}
	case "max-redirs":
		if n, err := strconv.Atoi(o.value); err == nil && n >= 0 {
			p.Options.Set("redirects", n)
		}
	case "insecure":
		if on {
			r.tls(p, "insecure", true)
		}
	case "cacert":
		r.tls(p, "ca", r.path(o.value))
	case "cert", "key":
		r.tls(p, o.key, r.path(o.value))
	case "http1.1":
		p.Options.Set("http", "1.1")
	case "http2":
		p.Options.Set("http", "2")
	case "proxy":
		value := r.text(o.value)
		if !strings.Contains(value, "://") {
			value = "http://" + value
		}
		p.Options.Set("proxy", value)
	case "unix-socket":
		p.Options.Set("unix", o.value)
	case "max-time":
		p.Options.Set("timeout", duration(o.value, time.Second))
	case "user":
		user, password, _ := strings.Cut(o.value, ":")
		r.Basic(&p.Request, "basic", r.text(user), r.text(password))
	case "repeat":
		if n, err := strconv.Atoi(o.value); err == nil && n > 1 {
			p.More.Set("repeat", n)
		}
	case "connect-to":
		r.connectTo(p, o)
	case "variable", "skip", "retry", "retry-interval", "compressed", "output", "verbose", "very-verbose", "verbosity", "path-as-is":
		// carried over elsewhere, or about what Hurl prints
	default:
		r.Drop(r.at(o.line), "leave it out, or say it in the suite's words", "the option %s: %s is left out", o.key, o.value)
	}
}

func (r *reader) tls(p *importer.Probe, key string, value any) {
	m, _ := p.Options.Get("tls").(importer.Map)
	m.Set(key, value)
	p.Options.Set("tls", m)
}

func (r *reader) connectTo(p *importer.Probe, o pair) {
	parts := strings.Split(o.value, ":")
	if len(parts) != 4 {
		r.Drop(r.at(o.line), "write connect_to: {host:port: host:port}", "the option connect-to: %s is left out: one of its four parts is missing", o.value)
		return
	}
	p.Options.Set("connect_to", importer.MapOf(net.JoinHostPort(parts[0], parts[1]), net.JoinHostPort(parts[2], parts[3])))
}

// retry asks again until the asserts hold, as Hurl does.
func (r *reader) retry(p *importer.Probe, e *entry, expect importer.Map) {
	times := e.option("retry")
	if times == "" || times == "0" || len(expect) == 0 {
		return
	}
	every, err := time.ParseDuration(duration(orElse(e.option("retry-interval"), "1000"), time.Millisecond))
	n, errN := strconv.Atoi(times)
	if err != nil || errN != nil {
		return
	}
	wait := every * time.Duration(n)
	if n < 0 {
		wait = time.Minute
	}
	p.More.Set("until", importer.Map{{Key: "expect", Value: copied(expect)}, {Key: "every", Value: every.String()}, {Key: "for", Value: wait.String()}})
}

// copied is a value that shares nothing with v.
func copied(v any) any {
	switch v := v.(type) {
	case importer.Map:
		out := make(importer.Map, len(v))
		for i, e := range v {
			out[i] = importer.Entry{Key: e.Key, Value: copied(e.Value)}
		}
		return out
	case importer.List:
		out := make(importer.List, len(v))
		for i := range v {
			out[i] = copied(v[i])
		}
		return out
	}
	return v
}

// duration is Hurl's "10s", "500ms", "2m" or a plain number of units.
func duration(s string, unit time.Duration) string {
	if n, err := strconv.Atoi(s); err == nil {
		return (time.Duration(n) * unit).String()
	}
	return s
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
