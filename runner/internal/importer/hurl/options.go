package hurl

import (
	"cmp"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/runner/internal/importer"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/subst"
)

// early sets the variables of [Options] first, since the request may use them.
func (r *reader) early(e *entry) {
	for _, o := range e.sections["Options"] {
		name, value, ok := strings.Cut(o.value, "=")
		if o.key != "variable" || !ok {
			continue
		}
		name, value = strings.TrimSpace(name), r.known(strings.TrimSpace(value))
		if scalar().MatchString(value) {
			value = rendered(value)
			r.scalars[name] = value
		} else {
			delete(r.scalars, name)
		}
		if len(value) > 1 && value[0] == '"' && closing(value) == len(value)-1 {
			value = value[1 : len(value)-1]
		}
		if names.Credential(name) {
			r.refs[name] = r.SecretVariable(name, r.text(value))
			continue
		}
		if !strings.Contains(value, "{{") {
			r.values[name] = value
		}
		r.refs[name] = r.NewVar(name, r.text(value))
	}
}

// rendered returns a number as Hurl writes it: a fraction without zeros at its end.
func rendered(number string) string {
	if !strings.Contains(number, ".") || strings.ContainsAny(number, "eE") {
		return number
	}
	plain := strings.TrimRight(number, "0")
	if strings.HasSuffix(plain, ".") {
		return plain + "0"
	}
	return plain
}

// inPlace records that the uses of a variable have its value instead, so that the var can go with
// its last reference.
func (r *reader) inPlace(name string) {
	declared, _ := subst.Whole(r.refs[name])
	for i := range r.Vars {
		if r.Vars[i].Name == declared {
			r.Vars[i].InPlace = true
		}
	}
}

// known replaces the variables that the file itself sets by their values.
func (r *reader) known(s string) string {
	return template().ReplaceAllStringFunc(s, func(one string) string {
		name := template().FindStringSubmatch(one)[1]
		if value, ok := r.values[name]; ok {
			r.inPlace(name)
			return value
		}
		return one
	})
}

// late carries over the other options; polling needs the expectation.
func (r *reader) late(p *importer.Probe, e *entry, expect importer.Map) {
	for _, o := range e.sections["Options"] {
		r.option(p, e, o)
	}
	r.redirects(p, e)
	r.retry(p, e, expect)
}

func (r *reader) option(p *importer.Probe, e *entry, o pair) {
	o.value = r.known(o.value)
	on := o.value == "true"
	if !on && o.value != "false" && slices.Contains([]string{"location", "location-trusted", "insecure", "http1.1", "http2"}, o.key) {
		r.Drop(r.at(o.line), "say it in the suite's words", "the option %s: %s is left out: its value is known to a run only", o.key, o.value)
		return
	}
	switch o.key {
	case "location", "max-redirs":
		// by redirects
	case "location-trusted":
		if on {
			r.Drop(r.at(o.line), "write a probe for the last address, with the credentials", "redirects are followed, but %s is left out: no credentials are sent to another host", o.key)
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
		if on {
			p.Options.Set("http", "1.1")
		}
	case "http2":
		if on {
			p.Options.Set("http", "2")
		}
	case "proxy":
		value := r.text(o.value)
		if !strings.Contains(value, "://") {
			value = "http://" + value
		}
		p.Options.Set("proxy", value)
	case "unix-socket":
		p.Options.Set("unix", o.value)
	case "max-time":
		if limit := duration(o.value); limit > 0 {
			p.Options.Set("timeout", limit.String())
		} else {
			r.unknown(o)
		}
	case "delay":
		if wait := duration(o.value); wait > 0 {
			p.More.Set("wait", wait.String())
		} else if wait < 0 {
			r.unknown(o)
		}
	case "user":
		r.user(p, e, o)
	case "repeat":
		if n, err := strconv.Atoi(o.value); err == nil && n > 1 {
			p.More.Set("repeat", n)
			if len(p.Capture) > 0 {
				r.Drop(r.at(o.line), "write a probe of its own for the last one", "the captures of a repeated request are those of its first answer, not of its last")
			}
		} else if n != 1 {
			r.unknown(o)
		}
	case "connect-to":
		r.connectTo(p, o)
	case "resolve":
		r.resolve(p, o)
	case "header":
		name, value, _ := strings.Cut(o.value, ":")
		r.ByHand(&p.Request, r.at(o.line), r.text(strings.TrimSpace(name)), r.text(strings.TrimSpace(value)))
	case "digest", "aws-sigv4":
		if e.option("user") == "" {
			r.unknown(o)
		}
	case "variable", "skip", "retry", "retry-interval", "compressed", "output", "verbose", "very-verbose", "verbosity", "path-as-is":
		// carried over elsewhere, or about Hurl's output only
	default:
		r.unknown(o)
	}
}

// unknown lists an option without an equivalent in a suite, or whose value only a run knows.
func (r *reader) unknown(o pair) {
	r.Drop(r.at(o.line), "leave it out, or say it in the suite's words", "the option %s: %s is left out", o.key, o.value)
}

// mostRedirects is how many redirects Hurl follows without max-redirs, and manyRedirects stands for
// its -1, any number.
const (
	mostRedirects = 50
	manyRedirects = 1000
)

// redirects follows redirects where location says so: max-redirs alone does nothing.
func (r *reader) redirects(p *importer.Probe, e *entry) {
	if !r.follows {
		return
	}
	most := mostRedirects
	if text := r.known(e.option("max-redirs")); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			r.Drop(r.at(e.line), "write redirects:", "the option max-redirs: %s is left out: its value is known to a run only", text)
		} else if most = n; n < 0 {
			most = manyRedirects
		}
	}
	p.Options.Set("redirects", most)
}

// user reads credentials as curl's -u: basic, or for the scheme that another option names.
func (r *reader) user(p *importer.Probe, e *entry, o pair) {
	user, password, _ := strings.Cut(o.value, ":")
	user, password = r.text(user), r.text(password)
	signed := strings.Split(r.known(e.option("aws-sigv4")), ":")
	switch {
	case e.option("aws-sigv4") != "" && len(signed) == 4:
		p.Auth = importer.MapOf("aws_sigv4", importer.Map{
			{Key: "region", Value: signed[2]}, {Key: "service", Value: signed[3]},
			{Key: "key", Value: r.Secret("aws access key", user)}, {Key: "secret", Value: r.Secret("aws secret", password)},
		})
	case e.option("aws-sigv4") != "":
		r.Drop(r.at(o.line), "write auth: {aws_sigv4: {region, service, key, secret}}", "the credentials are left out: aws-sigv4: %s names no region and service", e.option("aws-sigv4"))
	case e.option("digest") == "true":
		r.Basic(&p.Request, "digest", user, password)
	default:
		r.Basic(&p.Request, "basic", user, password)
	}
}

// resolve reads host:port:address.
func (r *reader) resolve(p *importer.Probe, o pair) {
	host, rest, _ := strings.Cut(o.value, ":")
	port, address, ok := strings.Cut(rest, ":")
	if !ok || strings.Contains(o.value, "{{") {
		r.unknown(o)
		return
	}
	r.dial(p, net.JoinHostPort(host, port), net.JoinHostPort(strings.Trim(address, "[]"), port))
}

func (r *reader) dial(p *importer.Probe, instead, of string) {
	m, _ := p.Options.Get("connect_to").(importer.Map)
	m.Set(instead, of)
	p.Options.Set("connect_to", m)
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
	r.dial(p, net.JoinHostPort(parts[0], parts[1]), net.JoinHostPort(parts[2], parts[3]))
}

// retry repeats the request until the asserts hold, as Hurl does.
func (r *reader) retry(p *importer.Probe, e *entry, expect importer.Map) {
	times := r.known(e.option("retry"))
	if times == "" || times == "0" || len(expect) == 0 {
		return
	}
	every := duration(cmp.Or(r.known(e.option("retry-interval")), "1000"))
	n, err := strconv.Atoi(times)
	if err != nil || every < 0 {
		r.Drop(r.at(e.line), "write until:", "retry: %s is left out: how often is known to a run only", times)
		return
	}
	wait := every * time.Duration(n)
	if n < 0 {
		wait = time.Minute
	}
	p.More.Set("until", importer.Map{{Key: "expect", Value: copied(expect)}, {Key: "every", Value: every.String()}, {Key: "for", Value: wait.String()}})
}

// copied returns a deep copy of v.
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

// duration parses a duration of Hurl's options: "500ms", "10s", "2m", and milliseconds without a
// unit; negative for anything else.
func duration(s string) time.Duration {
	if _, err := strconv.Atoi(s); err == nil {
		s += "ms"
	}
	if d, err := time.ParseDuration(s); err == nil {
		return d
	}
	return -1
}
