package postman

import (
	"encoding/json"
	"slices"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/value"
)

// passing are chai's words without a meaning of their own.
var passing = map[string]bool{
	"to": true, "be": true, "been": true, "is": true, "that": true, "which": true, "and": true, "has": true, "have": true, "with": true,
	"at": true, "of": true, "same": true, "but": true, "does": true, "still": true, "also": true, "a": true, "an": true,
}

// assertion holds the state while a chain of chai's words is read. Flags such as not stay until its
// end.
type assertion struct {
	*testing
	to      importer.Map // the expectation so far
	what    operand
	negated bool
	nested  bool
	length  bool // the next comparison is of the length
	manner
}

// expectation reads pm.expect(what).to….
func (t *testing) expectation(steps []step) bool {
	if len(steps[0].args) == 0 || len(steps[0].args) > 2 {
		return false
	}
	what := t.operandOf(steps[0].args[0])
	return what.kind != unclear && t.assert(what, steps[1:])
}

// assert reads the words after expect(what); if one is not understood, none is carried over.
func (t *testing) assert(what operand, steps []step) bool {
	a := assertion{testing: t, to: slices.Clone(t.expect), what: what}
	for _, s := range steps {
		if !a.word(s) {
			return false
		}
	}
	t.expect = a.to
	return true
}

// word reads one word.
func (a *assertion) word(s step) bool {
	if s.called {
		return a.called(s)
	}
	switch s.name {
	case "not":
		a.negated = true
	case "deep":
		a.deep = true
	case "nested":
		a.nested = true
	case "own":
	case "ordered":
		a.ordered = true
	case "any":
		a.any = true
	case "all":
		a.any = false
	case "include", "includes", "contain", "contains":
		a.contains = true
	case "length", "lengthOf":
		a.length = true
	default:
		return passing[s.name] || a.bare(s.name)
	}
	return true
}

// bare reads a word that asserts without being called.
func (a *assertion) bare(word string) bool {
	switch a.what.kind {
	case answer:
		return a.response(word)
	case truth:
		switch word {
		case "true", "ok":
			return a.isSo(a.what.condition)
		case "false":
			return a.isSo(a.what.condition.negation())
		}
		return false
	case known:
		return a.knownIs(word)
	case part:
		p, ok := bareWord(word, a.what.kindOf())
		return ok && a.judge(a.what.subject, p)
	}
	return false
}

// isSo adds a condition, or its negation.
func (a *assertion) isSo(c condition) bool {
	if a.negated {
		c = c.negation()
	}
	return require(&a.to, a.pos, c)
}

// judge adds a predicate, or its negation.
func (a *assertion) judge(s subject, p predicate) bool {
	return judge(&a.to, a.pos, s, p.not(a.negated))
}

// knownIs asserts on a value that the script knows.
func (a *assertion) knownIs(word string) bool {
	want, ok := map[string]any{"true": true, "false": false, "null": nil, "undefined": undefined{}}[word]
	return ok && scalar(a.what.value) && (a.what.value == want) != a.negated
}

// called reads a word with arguments.
func (a *assertion) called(s step) bool {
	switch a.what.kind {
	case answer:
		return a.responseCalled(s)
	case known:
		return a.knownCalled(s)
	case typeName, truth, position, phrase:
		return a.compared(s)
	case part:
	default:
		return false
	}
	switch s.name {
	case "property", "ownProperty", "haveOwnProperty":
		return a.property(s)
	case "length", "lengthOf":
		args, ok := a.values(s.args)
		if !ok || len(args) == 0 || a.what.length != whole {
			return false
		}
		p, ok := equality(args[0], false)
		return ok && a.judge(a.counted(), p)
	}
	subject := a.what.subject
	if a.length {
		if _, isComparison := comparisons[s.name]; !isComparison && s.name != "within" || a.what.length != whole {
			return false
		}
		subject = a.counted()
	}
	p, ok := a.wordOf(s, a.manner, subject.kind())
	return ok && !a.nested && a.judge(subject, p)
}

// counted returns the length of what is judged.
func (a *assertion) counted() subject {
	s := a.what.subject
	s.length = items
	return s
}

// compared reads equal and the like on typeof x, x.indexOf(y), and on a condition.
func (a *assertion) compared(s step) bool {
	args, ok := a.values(s.args)
	if !ok || len(args) == 0 {
		return false
	}
	switch s.name {
	case "equal", "equals", "eq", "eql", "eqls":
		c, ok := compared(a.what, args[0], false)
		return ok && a.isSo(c)
	}
	n, isNumber := args[0].(json.Number)
	if operator := comparisons[s.name]; operator != "" && isNumber && a.what.kind == position {
		c, ok := found(a.what.condition, operator, n)
		return ok && a.isSo(c)
	}
	return false
}

// knownCalled asserts on a value that the script knows: a list that includes a part of the
// response, or the equality of two known values.
func (a *assertion) knownCalled(s step) bool {
	if len(s.args) == 0 {
		return false
	}
	with := a.operandOf(s.args[0])
	switch s.name {
	case "include", "includes", "contain", "contains":
		list, isList := a.what.value.(importer.List)
		return isList && allScalar(list) && with.kind == part && a.judge(with.subject, predicate{met: importer.MapOf("in", list)})
	case "equal", "equals", "eq", "eql", "eqls":
		if with.kind == part {
			p, ok := equality(a.what.value, s.name == "eql" || s.name == "eqls" || a.deep)
			return ok && a.judge(with.subject, p)
		}
		return with.kind == known && scalar(a.what.value) && scalar(with.value) && (a.what.value == with.value) != a.negated
	}
	return false
}

// ofEvery are properties that every object, list or text has.
var ofEvery = []string{
	"constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "__proto__",
	"__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__",
}

// property reads property("name") and property("name", value); what follows is about its value.
func (a *assertion) property(s step) bool {
	args, ok := a.values(s.args)
	of := a.what.subject
	if !ok || len(args) == 0 || of.key != "json" || of.length != whole {
		return false
	}
	child, ok := a.child(of, args[0])
	if !ok {
		return false
	}
	a.what = partOf(child)
	if len(args) > 1 {
		if _, none := args[1].(undefined); none {
			return false
		}
		p, ok := equality(args[1], a.deep)
		return ok && a.judge(child, p)
	}
	if child.length == items {
		return !a.negated && a.judge(of, predicate{met: importer.MapOf("type", importer.List{"string", "array"})})
	}
	return a.judge(child, predicate{met: present})
}

// child returns the part that property(name) is about.
func (a *assertion) child(of subject, name any) (subject, bool) {
	switch name := name.(type) {
	case json.Number:
		return of.item(name.String()).below(of), wholeNumber().MatchString(name.String()) && !a.nested
	case string:
		switch {
		case a.nested:
			s, ok := nestedIn(of, name)
			return s.below(of), ok
		case name == "length":
			of.length = items
			return of, true
		case name == "" || slices.Contains(ofEvery, name) || wholeNumber().MatchString(name) || isReference(name):
			return subject{}, false
		}
		return of.member(name).below(of), true
	}
	return subject{}, false
}

// nestedIn returns the part at a path like a.b[0].c.
func nestedIn(s subject, path string) (subject, bool) {
	for first := true; path != ""; first = false {
		if index, rest, ok := cutIndex(path); ok {
			s, path = s.item(index), rest
			continue
		}
		if !first {
			if path[0] != '.' {
				return s, false
			}
			path = path[1:]
		}
		end := strings.IndexAny(path, ".[")
		if end < 0 {
			end = len(path)
		}
		name := path[:end]
		if name == "" || name == "length" || strings.ContainsAny(name, `\]"'`) || wholeNumber().MatchString(name) || slices.Contains(ofEvery, name) {
			return s, false
		}
		s, path = s.member(name), path[end:]
	}
	_, err := value.Query(s.at)
	return s, err == nil
}

// cutIndex cuts [0] off the start of a path.
func cutIndex(path string) (index, rest string, ok bool) {
	inside, ok := strings.CutPrefix(path, "[")
	if !ok {
		return "", path, false
	}
	index, rest, ok = strings.Cut(inside, "]")
	return index, rest, ok && wholeNumber().MatchString(index)
}
