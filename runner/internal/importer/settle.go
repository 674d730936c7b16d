package importer

import (
	"net/url"
	"reflect"
	"strings"

	"assay/runner/internal/origin"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// settle moves the parts that the probes share: the target, credentials and headers.
func (d *Draft) settle() {
	d.Left.Sort()
	d.markWrites()
	d.markStreams()
	d.distinctClaims()
	d.settleTypes()
	d.settleTarget()
	d.shareAuth()
	d.shared.Headers = d.share(func(p *Probe) *Map { return &p.Headers })
	d.shared.Cookies = d.share(func(p *Probe) *Map { return &p.Cookies })
}

// settleTarget makes the most common origin the target, and shortens its addresses to paths.
func (d *Draft) settleTarget() {
	base := d.Target
	if base == "" {
		base = d.mostCommonOrigin()
	}
	if base == "" {
		return
	}
	d.Target = base
	if name, ok := subst.Whole(base); ok && !d.fromEnv(name) {
		d.Target = d.takeVar(name)
		for _, e := range d.Environments {
			text, isText := e.Vars.Get(name).(string)
			switch {
			case !isText || !strings.Contains(text, "://"):
			case subst.Has(text) || isAddress(text):
				e.Target = strings.TrimSuffix(text, "/")
			default:
				d.Drop(source.Pos{File: d.From}, "write its target:", "the address %q of the environment %s is left out: it is none", text, e.Name)
			}
		}
	}
	for _, p := range d.Probes {
		p.URL = asPath(p.URL, base)
		if token := p.tokenURL(); token != nil {
			token.Value = asPath(token.Value.(string), base)
		}
	}
}

// isAddress reports whether a text is an absolute URL of a server.
func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

func (d *Draft) mostCommonOrigin() string {
	count, best := map[string]int{}, ""
	for _, p := range d.Probes {
		asked, _ := origin.Split(p.URL)
		asked = origin.Plain(asked)
		if whole, ok := subst.Whole(asked); subst.Has(asked) && (!ok || d.urlVar(whole) == "" && !d.fromEnv(whole)) {
			continue
		}
		if count[asked]++; asked != "" && count[asked] > count[best] {
			best = asked
		}
	}
	return best
}

// urlVar returns the value of a var that is a base URL, "" for any other.
func (d *Draft) urlVar(name string) string {
	for _, v := range d.Vars {
		if text, ok := v.Value.(string); ok && v.Name == name && strings.Contains(text, "://") && !subst.Has(text) && v.Env == "" {
			return strings.TrimSuffix(text, "/")
		}
	}
	return ""
}

// fromEnv reports whether the environment sets the var, which then stays.
func (d *Draft) fromEnv(name string) bool {
	for _, v := range d.Vars {
		if v.Name == name {
			return v.Env != ""
		}
	}
	return false
}

// takeVar returns the value of the var that becomes the target, and removes the var unless
// something else refers to it.
func (d *Draft) takeVar(name string) string {
	value := d.urlVar(name)
	uses := 0
	count := func(s string) string { uses += strings.Count(s, "${"+name+"}"); return s }
	for _, p := range d.Probes {
		if asked, rest := origin.Split(p.URL); asked == "${"+name+"}" {
			count(rest)
		} else {
			count(p.URL)
		}
		p.texts(count)
		if token := p.tokenURL(); token != nil {
			if asked, _ := origin.Split(token.Value.(string)); asked == "${"+name+"}" {
				uses-- // it becomes a path, too
			}
		}
	}
	for _, f := range d.Findings {
		each(f.Expect, count)
	}
	for _, v := range d.Vars {
		each(v.Value, count)
	}
	if uses > 0 {
		return value
	}
	for i := range d.Vars {
		if d.Vars[i].Name == name {
			d.Vars = append(d.Vars[:i:i], d.Vars[i+1:]...)
			break
		}
	}
	return value
}

// texts visits every text of the probe except its address.
func (p *Probe) texts(visit func(string) string) {
	for _, m := range []Map{p.Query, p.Headers, p.Cookies, p.Options, p.Capture, p.More} {
		each(m, visit)
	}
	if auth, ok := p.Auth.(Map); ok {
		each(auth, visit)
	}
	if p.Body != nil {
		p.Body.Value = each(p.Body.Value, visit)
	}
}

// shareAuth moves the credentials that most probes send under request:.
func (d *Draft) shareAuth() {
	var best any
	most := 1
	for _, p := range d.Probes {
		if n := d.withAuth(p.Auth); p.Auth != nil && p.Auth != NoAuth && n > most {
			best, most = p.Auth, n
		}
	}
	if best == nil || 2*most < len(d.Probes) {
		return
	}
	d.shared.Auth = best
	for _, p := range d.Probes {
		switch {
		case reflect.DeepEqual(p.Auth, best):
			p.Auth = nil
		case p.Auth == nil:
			p.Auth = NoAuth
		}
	}
}

// share removes the entries that every probe has, and returns them.
func (d *Draft) share(of func(*Probe) *Map) Map {
	if len(d.Probes) < 2 {
		return nil
	}
	var common Map
	for _, e := range *of(d.Probes[0]) {
		everywhere := true
		for _, p := range d.Probes[1:] {
			everywhere = everywhere && e.Value != nil && reflect.DeepEqual(of(p).Get(e.Key), e.Value)
		}
		if everywhere {
			common = append(common, e)
		}
	}
	for _, p := range d.Probes {
		var own Map
		for _, e := range *of(p) {
			if common.Get(e.Key) == nil {
				own = append(own, e)
			}
		}
		*of(p) = own
	}
	return common
}

func (d *Draft) withAuth(auth any) int {
	n := 0
	for _, p := range d.Probes {
		if reflect.DeepEqual(p.Auth, auth) {
			n++
		}
	}
	return n
}
