// Package subst reads and fills the ${name} references of a suite.
//
// References are filled in stages: a suite fills what it declares (vars), a
// plan what a row declares (matrix and each), observing what only a run knows
// (secrets, captures, the built-in uuid, now, unix and run). What a stage does
// not know it leaves as written, so that the unfilled text of a request is also
// its identity: fixtures hold ${api_key}, never a key.
//
// "$${" stands for a literal "${" and becomes one in the last stage only
// ([Finish]).
package subst

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Lookup gives the value of a reference; false leaves the reference as written.
type Lookup func(name string) (any, bool)

// Builtins are the names that every suite knows without declaring them.
var Builtins = []string{"uuid", "now", "unix", "run"}

// Has tells whether s holds a reference or an escaped "$${".
func Has(s string) bool { return strings.Contains(s, "${") }

// Names lists the references of s in order, repeats included. An unclosed
// reference is reported by ok=false.
func Names(s string) (names []string, ok bool) {
	ok = true
	scan(s, func(string) {}, func(name string) { names = append(names, name) }, func() { ok = false })
	return names, ok
}

// scan walks s, handing on literal text (escapes kept) and reference names.
func scan(s string, text, ref func(string), unclosed func()) {
	for s != "" {
		i := strings.Index(s, "${")
		if i < 0 {
			text(s)
			return
		}
		if i > 0 && s[i-1] == '$' {
			text(s[:i+2])
			s = s[i+2:]
			continue
		}
		text(s[:i])
		end := strings.IndexByte(s[i:], '}')
		if end < 0 {
			unclosed()
			text(s[i:])
			return
		}
		ref(s[i+2 : i+end])
		s = s[i+end+1:]
	}
}

// Whole gives the name when s is exactly one reference: such a string keeps the
// type of the value that it stands for.
func Whole(s string) (name string, ok bool) {
	if !strings.HasPrefix(s, "${") || strings.IndexByte(s, '}') != len(s)-1 {
		return "", false
	}
	return s[2 : len(s)-1], true
}

// Expand fills the references of s that lookup knows.
func Expand(s string, lookup Lookup) string {
	if !Has(s) {
		return s
	}
	return expand(s, lookup, Text)
}

// Value fills s; where s is exactly one reference the value comes back as it
// is, with its type.
func Value(s string, lookup Lookup) any {
	if name, ok := Whole(s); ok {
		if v, known := lookup(name); known {
			return v
		}
		return s
	}
	return Expand(s, lookup)
}

// JSON fills the references inside a JSON text: a string that is exactly one
// reference becomes the value's JSON, any other the value's text, escaped.
func JSON(text string, lookup Lookup) string {
	if !Has(text) {
		return text
	}
	var b strings.Builder
	for {
		i := strings.Index(text, `"${`)
		if i < 0 {
			break
		}
		end := strings.IndexByte(text[i:], '}')
		if end < 0 || i+end+1 >= len(text) || text[i+end+1] != '"' || (i > 0 && text[i-1] == '\\') {
			b.WriteString(expand(text[:i+3], lookup, escaped))
			text = text[i+1:]
			b2 := b.String()
			b.Reset()
			b.WriteString(strings.TrimSuffix(b2, "${"))
			continue
		}
		b.WriteString(expand(text[:i], lookup, escaped))
		if v, ok := lookup(text[i+3 : i+end]); ok {
			raw, err := json.Marshal(v)
			if err != nil {
				raw, _ = json.Marshal(Text(v))
			}
			b.Write(raw)
		} else {
			b.WriteString(text[i : i+end+2])
		}
		text = text[i+end+2:]
	}
	b.WriteString(expand(text, lookup, escaped))
	return b.String()
}

func expand(s string, lookup Lookup, show func(any) string) string {
	var b strings.Builder
	b.Grow(len(s) + 32)
	scan(s, func(t string) { b.WriteString(t) }, func(name string) {
		if v, ok := lookup(name); ok {
			b.WriteString(show(v))
			return
		}
		b.WriteString("${" + name + "}")
	}, func() {})
	return b.String()
}

// Finish turns every "$${" into "${": the last stage, after the last Expand.
func Finish(s string) string { return strings.ReplaceAll(s, "$${", "${") }

// Text is a value as it stands inside a longer string: strings as they are,
// everything else as JSON.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return v
	case json.Number:
		return v.String()
	case int, int64, bool:
		return fmt.Sprint(v)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(raw)
}

func escaped(v any) string {
	raw, err := json.Marshal(Text(v))
	if err != nil {
		return Text(v)
	}
	return string(raw[1 : len(raw)-1])
}
