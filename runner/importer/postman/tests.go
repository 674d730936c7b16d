package postman

import (
	"fmt"
	"strings"

	"assay/runner/importer"
	"assay/runner/importer/jsontree"
	"assay/runner/source"
)

// testing is the test scripts of one request while they are read.
type testing struct {
	*reader
	probe  *importer.Probe
	name   string
	names  map[string]string // variables of the script, and what they stand for
	claim  string
	expect importer.Map
	made   int
	labels importer.Map
}

// tests reads the test scripts of a request, its folders and its collection.
func (r *reader) tests(p *importer.Probe, item *jsontree.Node, in scope, name string) {
	t := &testing{reader: r, probe: p, name: strings.Join(append(append([]string(nil), in.names...), name), " / "), names: map[string]string{"responseBody": bodyText, "pm.response.json()": jsonBody}}
	if labels := labelsOf(in.names); len(labels) > 0 {
		t.labels = importer.MapOf("labels", labels)
	}
	for _, event := range append(append([]*jsontree.Node(nil), in.events...), item.Get("event").All()...) {
		if event.Get("listen").Text() != "test" {
			continue
		}
		left, first := blocks(statements(script(event)), t.statement)
		t.finish()
		if left > 0 {
			r.Drop(place(event, first.line), "say what must hold under expect:", "%d of the statements of the tests of %q are left out; the first: %s", left, name, short(first.text))
		}
	}
	if t.made > 0 {
		return
	}
	claim, want := importer.Literal(t.name)+" is answered with success", any("2xx")
	if code := status(item); code > 0 {
		claim, want = fmt.Sprintf("%s is answered %d", importer.Literal(t.name), code), code
	}
	r.Expect(p, claim, importer.MapOf("status", want)).More = t.labels
}

// labelsOf is the folders of a request as labels.
func labelsOf(names []string) importer.List {
	var out importer.List
	for _, name := range names {
		if label := importer.Slug(name); label != "" {
			out = append(out, label)
		}
	}
	return out
}

// What the variables of a script may stand for.
const (
	bodyText = "\x00text"
	jsonBody = "\x00json"
	theCode  = "\x00code"   // the status
	length   = "\x00length" // behind a part of the body: its length
)

var (
	testStart = source.Pattern(`^pm\.test\(\s*("[^"]*"|'[^']*'|` + "`[^`]*`" + `)\s*,`)
	declare   = source.Pattern(`^(?:var|let|const)?\s*([A-Za-z_$][\w$]*)\s*=\s*(.+)$`)
	capture   = source.Pattern(`^(?:pm\.(?:environment|collectionVariables|globals|variables)\.set|postman\.set(?:Environment|Global)Variable)\(\s*["']([^"']+)["']\s*,\s*(.+?)\s*\)$`)
	oldTest   = source.Pattern(`^tests\[("[^"]*"|'[^']*')\]\s*=\s*(.+)$`)
	harmless  = source.Pattern(`^(console\.|use strict|"use strict"|'use strict'|pm\.visualizer|postman\.setNextRequest\(null\))`)
)

// statement reads one statement; false where it is not understood.
func (t *testing) statement(s string) bool {
	if m := testStart().FindStringSubmatch(s); m != nil {
		t.finish()
		t.claim = strings.Trim(m[1], "\"'`")
		return true
	}
	if harmless().MatchString(s) {
		return true
	}
	if m := capture().FindStringSubmatch(s); m != nil {
		return t.capture(m[1], m[2])
	}
	if m := oldTest().FindStringSubmatch(s); m != nil {
		t.finish()
		t.claim = strings.Trim(m[1], `"'`)
		return t.oldStyle(m[2])
	}
	if t.response(s) || t.expectation(s) {
		return true
	}
	if m := declare().FindStringSubmatch(s); m != nil {
		t.names[m[1]] = t.meaning(m[2])
		return t.names[m[1]] != ""
	}
	return false
}

// meaning is what an expression stands for: the body's text, the JSON body or a
// part of it, "" for anything else.
func (t *testing) meaning(expression string) string {
	expression = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(expression), ";"))
	switch expression {
	case "pm.response.json()", "JSON.parse(responseBody)", "JSON.parse(pm.response.text())":
		return jsonBody
	case "pm.response.text()", "responseBody":
		return bodyText
	case "pm.response.code", "responseCode.code":
		return theCode
	}
	base := jsonBody
	rest, ok := strings.CutPrefix(expression, "pm.response.json()")
	if !ok {
		name := identifier().FindString(expression)
		base, rest = t.names[name], expression[len(name):]
	}
	switch {
	case rest == "":
		return base
	case !strings.HasPrefix(base, jsonBody), strings.HasSuffix(base, length):
		return ""
	}
	if list, ok := strings.CutSuffix(rest, ".length"); ok {
		if base = withPath(base, list); base != "" {
			base += length
		}
		return base
	}
	return withPath(base, rest)
}

var identifier = source.Pattern(`^[A-Za-z_$][\w$]*`)

func withPath(base, access string) string {
	if path, ok := jsonPath(access); ok {
		return base + path[1:]
	}
	return ""
}

// capture is a variable set to a part of the answer.
func (t *testing) capture(name, expression string) bool {
	var from importer.Map
	switch meaning := t.meaning(expression); {
	case strings.HasSuffix(meaning, length):
		return false
	case strings.HasPrefix(meaning, jsonBody):
		from = importer.MapOf("json", "$"+meaning[len(jsonBody):])
	case meaning == bodyText:
		from = importer.MapOf("body", true)
	case meaning == theCode:
		from = importer.MapOf("status", true)
	default:
		m := getter().FindStringSubmatch(expression)
		if m == nil {
			return t.setLiteral(name, expression)
		}
		from = importer.MapOf(map[string]string{"response.headers": "header", "cookies": "cookie"}[m[1]], m[2])
	}
	declared := importer.Name(name)
	t.probe.Capture.Set(declared, from)
	t.refs[name] = "${" + t.probe.ID + "." + declared + "}"
	return true
}

var getter = source.Pattern(`^pm\.(response\.headers|cookies)\.get\(\s*["']([^"']+)["']\s*\)$`)

func (t *testing) setLiteral(name, expression string) bool {
	v, ok := literal(expression)
	if ok && !isMap(v) {
		t.set(name, v)
		return true
	}
	return false
}

// finish makes a finding of what a test expects.
func (t *testing) finish() {
	if len(t.expect) > 0 {
		claim := importer.Literal(t.claim)
		if claim == "" {
			claim = importer.Literal(t.name) + " answers as it should"
		}
		id := t.probe.ID
		if t.made > 0 {
			id = t.ID(t.probe.ID, t.claim)
		}
		t.Findings = append(t.Findings, &importer.Finding{ID: id, Claim: importer.Literal(t.name) + ": " + claim, Probe: t.probe.ID, Expect: t.expect, More: t.labels})
		t.made++
	}
	t.claim, t.expect = "", nil
}

// add adds an expectation.
func (t *testing) add(key string, v any) bool {
	t.expect.Expect(key, v)
	return true
}

var oldCode = source.Pattern(`^responseCode\.code\s*===?\s*(\d+)$`)
var oldHeader = source.Pattern(`^\(?postman\.getResponseHeader\(\s*["']([^"']+)["']\s*\)\)?$`)
var oldTime = source.Pattern(`^responseTime\s*<\s*(\d+)$`)
var oldHas = source.Pattern(`^responseBody\.has\(\s*(.+?)\s*\)$`)
var oldEqual = source.Pattern(`^([\w$.\[\]"']+)\s*===?\s*(.+)$`)

// oldStyle is tests["…"] = condition.
func (t *testing) oldStyle(condition string) bool {
	if inner, ok := strings.CutPrefix(condition, "("); ok && strings.Count(condition, "(") == 1 {
		condition = strings.TrimSpace(strings.TrimSuffix(inner, ")"))
	}
	if m := oldHeader().FindStringSubmatch(condition); m != nil {
		return t.add("headers", importer.MapOf(m[1], "present"))
	}
	if m := oldCode().FindStringSubmatch(condition); m != nil {
		return t.add("status", numberOf(m[1]))
	}
	if m := oldTime().FindStringSubmatch(condition); m != nil {
		return t.add("duration", importer.MapOf("lt", m[1]+"ms"))
	}
	if m := oldHas().FindStringSubmatch(condition); m != nil {
		if v, ok := literal(m[1]); ok {
			return t.add("body", importer.MapOf("contains", v))
		}
		return false
	}
	if m := oldEqual().FindStringSubmatch(condition); m != nil {
		v, ok := literal(m[2])
		return ok && t.judged(m[1], equals(v))
	}
	return false
}
