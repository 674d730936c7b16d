// Package subst reads and fills the ${name} references of a suite.
//
// References are filled in stages: a suite fills what it declares (vars), a plan what a row
// declares (matrix and each), observe what only a run knows (secrets, captures, the built-in uuid,
// now, unix and run). A stage leaves unknown references as written, so that the unfilled text of a
// request is also its identity: fixtures contain ${api_key}, never a key.
//
// "$${" means a literal "${". It is replaced in the last stage only ([Fill], [FillJSON], [Finish]),
// and not inside values that were filled in.
//
// Goals: one pass over a text, no allocation for a text without references.
// Non-goals: knowing which names exist; that is the suite's.
//
// A map of the files:
//
//	subst.go   reading references, and filling them in plain text
//	json.go    filling them inside a JSON text
//	text.go    a value as text
//	outside.go the text outside of references
package subst

import (
	"regexp"
	"strings"
)

// Lookup gives the value of a reference; false leaves the reference as written.
type Lookup func(name string) (any, bool)

// Builtins are the names that every suite knows without declaring them.
var Builtins = []string{"uuid", "now", "unix", "run"}

// Has reports whether s holds a reference or an escaped "$${".
func Has(s string) bool { return strings.Contains(s, "${") }

// Names lists the references of s in order, repeats included. ok is false when
// the last one is not closed.
func Names(s string) (names []string, ok bool) {
	for s != "" {
		_, name, rest, is := next(s)
		if is == unclosed {
			return names, false
		}
		if is == reference {
			names = append(names, name)
		}
		s = rest
	}
	return names, true
}

// Each calls visit with every reference of s, in order, without collecting them.
func Each(s string, visit func(name string)) {
	for s != "" {
		_, name, rest, is := next(s)
		if is != reference {
			return
		}
		visit(name)
		s = rest
	}
}

// Unclosed is the byte offset of a "${" that no "}" closes, -1 when there is
// none.
func Unclosed(s string) int {
	for rest := s; rest != ""; {
		text, _, after, is := next(rest)
		if is == unclosed {
			return len(s) - len(rest) + len(text)
		}
		rest = after
	}
	return -1
}

// Whole returns the name if s is exactly one reference: such a string keeps the type of its value.
func Whole(s string) (name string, ok bool) {
	if !strings.HasPrefix(s, "${") || strings.IndexByte(s, '}') != len(s)-1 {
		return "", false
	}
	return s[2 : len(s)-1], true
}

// Expand fills the references of s that lookup knows. Others, and "$${", stay
// as they are.
func Expand(s string, lookup Lookup) string {
	if !Has(s) {
		return s
	}
	return fill(s, lookup, Text, same)
}

// Fill is Expand in the last stage: "$${" becomes "${". The values that are
// filled in are left as they are, whatever they hold.
func Fill(s string, lookup Lookup) string {
	if !Has(s) {
		return s
	}
	return fill(s, lookup, Text, Finish)
}

// Value fills s; if s is exactly one reference, it returns the value itself, with its type.
func Value(s string, lookup Lookup) any {
	if name, ok := Whole(s); ok {
		if v, known := lookup(name); known {
			return v
		}
		return s
	}
	return Expand(s, lookup)
}

// Literals returns s with enc applied to everything outside of references, escapes resolved first:
// how a text with references is URL-encoded.
func Literals(s string, enc func(string) string) string {
	if !Has(s) {
		return enc(s)
	}
	return fill(s, unknown, Text, func(t string) string { return enc(Finish(t)) })
}

// Pattern returns the RE2 that matches exactly the texts that filling s can give; ref is the
// pattern of a reference's value.
func Pattern(s, ref string) string {
	known := func(string) (any, bool) { return ref, true }
	return fill(s, known, Text, func(t string) string { return regexp.QuoteMeta(Finish(t)) })
}

// Finish turns every "$${" into "${". Where values are filled in the same
// stage, use [Fill]: a value may hold a "$${" of its own.
func Finish(s string) string { return strings.ReplaceAll(s, "$${", "${") }

func same(s string) string { return s }

func unknown(string) (any, bool) { return nil, false }

// fill writes s with references shown by show and the text between them by
// literal.
func fill(s string, lookup Lookup, show func(any) string, literal func(string) string) string {
	var b strings.Builder
	b.Grow(len(s) + 32)
	for s != "" {
		text, name, rest, is := next(s)
		b.WriteString(literal(text))
		switch is {
		case reference:
			if v, ok := lookup(name); ok {
				b.WriteString(show(v))
			} else {
				b.WriteString("${" + name + "}")
			}
		case unclosed:
			b.WriteString(literal(rest))
			return b.String()
		}
		s = rest
	}
	return b.String()
}

// found is the kind of what follows the text that next returns.
type found int

const (
	end found = iota
	reference
	unclosed
)

// next splits s into the text before its first reference (escapes kept), the
// reference's name and what follows it. Of an unclosed reference, rest is its
// text.
func next(s string) (text, name, rest string, is found) {
	for from := 0; ; {
		i := strings.Index(s[from:], "${")
		if i < 0 {
			return s, "", "", end
		}
		i += from
		if i > 0 && s[i-1] == '$' {
			from = i + 2
			continue
		}
		n := strings.IndexByte(s[i:], '}')
		if n < 0 {
			return s[:i], "", s[i:], unclosed
		}
		return s[:i], s[i+2 : i+n], s[i+n+1:], reference
	}
}
