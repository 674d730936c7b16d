package suite

import (
	"cmp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// SplitCapture splits the reference to a capture, "login.token" or
// "login[a].token", into the probe ("login", "login[a]") and the capture's name.
func SplitCapture(ref string) (probe, capture string, ok bool) {
	if i := strings.LastIndex(ref, "]."); i >= 0 {
		return ref[:i+1], ref[i+2:], true
	}
	return strings.Cut(ref, ".")
}

// checkNames reports undeclared references of a text. who refers to them, nil for the suite itself;
// at finds the position of a reference.
func (l *loading) checkNames(text string, who *referrer, at func(name string) source.Pos) {
	if i := subst.Unclosed(text); i >= 0 {
		l.problems.Add(at(text[i+2:]), `the reference %q is not closed`, cut(text[i:])).Next = `end it with "}", or write "$${" to mean the text`
	}
	subst.Each(text, func(name string) { l.checkName(name, who, at) })
}

func (l *loading) checkName(name string, who *referrer, at func(name string) source.Pos) {
	l.suite.RunUsed = l.suite.RunUsed || name == "run"
	switch {
	case slices.Contains(subst.Builtins, name), l.secrets[name] != nil, l.refused[name], l.isMade(name) && (who == nil || who.rowVars[name] == 0):
		return
	case who != nil && who.has(name):
		return
	case strings.Contains(name, "."):
		l.checkCapture(name, who, at)
		return
	}
	if who != nil && who.rowVars[name] > 0 {
		l.problems.Add(at(name), "rows of %q have no value for ${%s}, which others of its rows have", who.ID, name).Next = "add it under vars: of every row, or at the top"
		return
	}
	l.unknownName(at(name), name, who)
}

// has reports whether the rows of r give the name a value.
func (r *referrer) has(name string) bool {
	if r.row == wholeProbe {
		return len(r.drafts) > 0 && r.rowVars[name] == len(r.drafts)
	}
	_, ok := r.drafts[r.row].vars[name]
	return ok
}

func (l *loading) unknownName(at source.Pos, name string, who *referrer) {
	did := l.nearest(name, l.names(who))
	if did == "" && (l.lost["vars"] || l.lost["secrets"] || who != nil && who.draft != nil && who.lost) {
		return // it may be there, where its own error is reported
	}
	p := l.problems.Add(at, "unknown name ${%s}", cut(name))
	p.Word = "${" + name + "}"
	if env := l.namesElsewhere[name]; env != "" {
		p.Message += ", which only other environments have, such as " + env
		p.Next = "declare it for all under vars: or secrets: of the suite, or for this environment too"
		return
	}
	if did != "" {
		p.DidYouMean = "${" + did + "}"
		return
	}
	p.Next = `declare it under vars: or secrets:, or write "$${` + cut(name) + `}" to mean the text`
}

// names returns the names that a reference may have.
func (l *loading) names(who *referrer) []string {
	if l.known == nil {
		l.known = append(l.varNames(), subst.Builtins...)
		for _, s := range l.suite.Secrets {
			l.known = append(l.known, s.Name)
		}
		for _, p := range l.probes {
			for _, c := range p.Capture {
				l.known = append(l.known, p.ID+"."+c.Name)
			}
		}
	}
	out := l.known[:len(l.known):len(l.known)]
	if who != nil {
		var own []string
		for name := range who.rowVars {
			own = append(own, name)
		}
		slices.Sort(own)
		out = append(out, own...)
	}
	return out
}

// checkCapture checks a reference to another probe's capture, and records that who waits for it.
func (l *loading) checkCapture(name string, who *referrer, at func(name string) source.Pos) {
	id, capture, _ := SplitCapture(name)
	of, rowName, isRow := cutRow(id)
	p := l.probe(of)
	switch {
	case p == nil || who == nil:
		l.unknownName(at(name), name, who)
	case !p.captures(capture):
		known := make([]string, len(p.Capture))
		for i, c := range p.Capture {
			known[i] = c.Name
		}
		q := l.problems.Add(at(name), "${%s}: the probe %q captures no %q", name, of, cut(capture))
		q.Word = capture
		if q.DidYouMean = l.nearest(capture, known); q.DidYouMean == "" {
			q.Next = "it captures: " + lang.List(known)
			if len(known) == 0 {
				q.Next = "add capture: {" + capture + ": {json: $." + capture + "}} to it, or another source"
			}
		}
	case isRow && (len(p.drafts) == 0 || p.row(rowName) < 0):
		q := l.problems.Add(at(name), "${%s}: the probe %q has no row %q", name, of, cut(rowName))
		q.Word, q.DidYouMean = rowName, l.nearest(rowName, p.rowNames())
	case isRow:
		who.waits(dep{p, p.row(rowName), at(name)})
	case len(p.drafts) == 0:
		who.waits(dep{p, wholeProbe, at(name)})
	default:
		l.checkSameRow(name, p, who, at)
	}
}

// checkSameRow checks a reference to p, which has rows, that names no row.
func (l *loading) checkSameRow(name string, p *draft, who *referrer, at func(name string) source.Pos) {
	missing, ok := p.serves(who)
	if !ok {
		_, capture, _ := SplitCapture(name)
		l.problems.Add(at(name), "${%s}: %s", name, p.several(who, missing)).Next = "write which, as in ${" + p.shown(0) + "." + capture + "}"
		return
	}
	who.waits(dep{p, besideRow, at(name)})
}

func (p *draft) captures(name string) bool {
	for i := range p.Capture {
		if p.Capture[i].Name == name {
			return true
		}
	}
	return false
}

// locate returns the position where a request of who first refers to name: in the probe, its rows
// included, or in the defaults; otherwise the given position.
func (l *loading) locate(who *referrer, name string, otherwise source.Pos) source.Pos {
	key := wanted{who.draft, name}
	if at, ok := l.located[key]; ok {
		return at
	}
	if l.located == nil {
		l.located = map[wanted]source.Pos{}
	}
	at := otherwise
	for _, o := range append([]*origin{{who.doc, who.node}}, l.declared...) {
		if n := findText(o.node, "${"+name); n != nil {
			at = o.doc.at(n)
			break
		}
	}
	l.located[key] = at
	return at
}

// wanted is a name that a probe refers to.
type wanted struct {
	of   *draft
	name string
}

// findText returns the first scalar of n that contains want.
func findText(n *yaml.Node, want string) *yaml.Node {
	if n.Kind == yaml.ScalarNode && strings.Contains(n.Value, want) {
		return n
	}
	for _, c := range n.Content {
		if found := findText(source.Resolve(c), want); found != nil {
			return found
		}
	}
	return nil
}

// users are the probes whose observations an expectation judges; nil for an answer, which may judge
// any.
type users struct {
	l      *loading
	ids    []Ref
	of     []referrer
	listed bool
	kept   bool // by the scope of an expectation
}

// usersOf returns the users of an expectation about these probes, in the place of the last ones if
// nobody kept those.
func (l *loading) usersOf(ids []Ref) *users {
	if l.users == nil || l.users.kept {
		l.users = &users{}
	}
	*l.users = users{l: l, ids: ids}
	return l.users
}

func (u *users) list() []referrer {
	if u == nil {
		return nil
	}
	if !u.listed {
		u.listed = true
		for _, id := range u.ids {
			u.l.find(id.ID, func(p *draft, row int) { u.of = append(u.of, referrer{p, row}) })
		}
	}
	return u.of
}

// compile compiles an expectation of document d and checks its references.
func (l *loading) compile(d *doc, n *yaml.Node, u *users) *expect.Expectation {
	scope := func() *expect.Scope { return l.scopeOf(d, u) }
	var e *expect.Expectation
	if u == nil { // an answer is judged inside of other expectations
		e = expect.Compile(n, scope())
	} else {
		e = d.repeated.Compile(n, d.file, scope)
	}
	for _, name := range e.Refs() {
		l.checkRef(d, n, name, u)
	}
	for _, p := range e.Probes() {
		l.checkOne(Ref{ID: p.ID, At: p.At}, cmp.Or(p.Key, "same_as or differs_from"), u)
	}
	return e
}

func (l *loading) scopeOf(d *doc, u *users) *expect.Scope {
	if u != nil {
		u.kept = true
	}
	return &expect.Scope{
		File: d.file, Dir: d.dir, Problems: l.problems,
		Lookup:    func(name string) (any, expect.Known) { return l.lookup(name, u) },
		Names:     func() []string { return l.namesFor(u) },
		Secret:    func(name string) bool { return l.secrets[name] != nil },
		Masked:    l.masked,
		Unique:    true,
		AnswerIDs: l.answers, OpenAPI: l.suite.OpenAPI, Shared: l.shared,
	}
}

// masks returns the names of a document whose values may be masked in a response. All probes must
// have been read. It holds nothing else of the document, as long as its expectations live.
func (l *loading) masks() func(name string) (made string, masked bool) {
	vars, secrets, captures := l.vars, l.secrets, map[captureName]bool{}
	for _, of := range [][]*draft{l.probes, l.tokens.list} {
		for _, p := range of {
			for i := range p.Capture {
				captures[captureName{p.ID, p.Capture[i].Name}] = true
			}
		}
	}
	return func(name string) (made string, masked bool) {
		switch {
		case vars[name] != nil && vars[name].Make != "":
			return vars[name].madeFrom(), true
		case name == "run":
			return "${run}", true
		case secrets[name] != nil:
			return "", true
		}
		id, capture, ok := SplitCapture(name)
		if !ok {
			return "", false
		}
		// A capture is secret if it is used as a credential.
		of, _, _ := cutRow(id)
		return "", captures[captureName{of, capture}]
	}
}

// lookup returns the value of a name while an expectation is compiled, as far as it is known.
// Observations hold a secret as its reference, so that is its value.
func (l *loading) lookup(name string, u *users) (any, expect.Known) {
	for _, r := range u.list() {
		if r.rowVars[name] > 0 {
			return nil, expect.Later
		}
	}
	if v, ok := l.varValue(name); ok {
		return v, expect.Now
	}
	if l.secrets[name] != nil || l.isMade(name) || name == "run" {
		l.suite.RunUsed = l.suite.RunUsed || name == "run"
		return "${" + name + "}", expect.Now
	}
	if slices.Contains(subst.Builtins, name) {
		return nil, expect.Later
	}
	if id, capture, ok := SplitCapture(name); ok {
		of, _, _ := cutRow(id)
		if p := l.probe(of); p != nil && p.captures(capture) {
			return nil, expect.Later
		}
	}
	return nil, expect.Undeclared
}

func (l *loading) namesFor(u *users) []string {
	if l.suggested += len(l.known); l.suggested > mostCompared {
		return nil
	}
	if us := u.list(); len(us) > 0 {
		return l.names(&us[0])
	}
	return l.names(nil)
}

// checkRef checks a reference whose value is not known yet.
func (l *loading) checkRef(d *doc, n *yaml.Node, name string, u *users) {
	at := func(name string) source.Pos {
		if found := findText(n, "${"+name); found != nil {
			return d.at(found)
		}
		return d.at(n)
	}
	_, known := l.lookup(name, u)
	if known == expect.Undeclared { // reported by the compiler
		return
	}
	if name != "run" && slices.Contains(subst.Builtins, name) {
		l.problems.Add(at(name), "${%s} has its value only while a request is sent, so nothing can be compared with it", name).Next = "take it out of the answer with capture:, or compare with a pattern (matches, format)"
		return
	}
	if known == expect.Now {
		return
	}
	if u == nil {
		l.problems.Add(at(name), "${%s}: the value of a capture is known only where a finding, a prediction or until: judges", name).Next = "write the expectation there, or say what the value looks like"
		return
	}
	for _, r := range u.list() {
		if _, isVar := l.varValue(name); isVar && r.rowVars[name] == 0 {
			continue // only other rows have the variable: here it is the var
		}
		l.checkName(name, &r, at)
	}
}
