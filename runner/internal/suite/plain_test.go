package suite_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/suite"
)

// sameAsYAML compares the plain reader with YAML as a whole, and reports whether the text is plain.
func sameAsYAML(t *testing.T, text string) bool {
	t.Helper()
	got, ok := suite.ReadPlain([]byte(text))
	if !ok {
		return false
	}
	want, err := suite.LoadYAML([]byte(text))
	if err != nil {
		t.Errorf("not YAML (%v), and read as plain:\n%s", err, text)
		return true
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(yaml.Node{}, "HeadComment", "LineComment", "FootComment")); diff != "" {
		t.Errorf("YAML (-) and plain (+):\n%s\n%s", diff, text)
	}
	return true
}

func TestPlainYAML(t *testing.T) {
	for _, text := range []string{
		"a: b\n",
		"  a: b\n  c:\n    d: e f\n\n    # g\n    h: 1\n  i: j # k\n",
		"a: {b: c, d: [1, x, \"y z\"], e: {}, f: [], 'g': h}\n",
		"f1:\n  claim: It says \"no\" - at once, or not\n",
		"a: 1\nb: -1\nc: 1.5\nd: 150ms\ne: 2026-01-02\nf: true\ng: no\nh: null\ni: ~\nj: 0x1f\nk: .inf\nl: 0\nm: 007\nn: 123456789012345678901\n",
		"200: a\ntrue: b\n\"x y\": c\n$.name: d\n/path/to: e\n",
		"a:\n  - b\n  - {c: d}\n  - e: f\n    g: h\n  -   i: j\n      k:\n        - l\nm: n\n",
		"a: http://127.0.0.1:1/x?y=z#frag\nb: {u: http://h:1/p}\n",
		"a: Grüße – “so”\nb: {c: é, d: e}\n",
		"expect: {status: 200, headers: {X-Bench: \"yes\"}, json: {$.name: bench}}",
		"a:\n", "a:", "a:\nb: c\n", "a:   # b\n\n# c\nd:\n  e:\n  f:\n    g:\nh: i\n", "a:\n  - b: c\n    d:\n  - e:\n\"é\":\n",
		"a: 'it'\nb: \"\"\nc: ''\n",
		"a: 'it''s'\nb: \"x \\\"y\\\" \\\\ \\/ \\n\\t\\\\n\"\nc: {'d''': \"{\\\"e\\\": 1}\", f: ''''}\n\"g\\\"\": h\n",
	} {
		if !sameAsYAML(t, text) {
			t.Errorf("not plain:\n%s", text)
		}
	}
}

// What is not plain is left to YAML as a whole, also where it is a mistake.
func TestNotPlainYAML(t *testing.T) {
	for _, text := range []string{
		"", "# a\n", "a\n", "- a\n", "a: |\n  b\n", "a: >-\n  b\n", "a: b\n  c\n", "a: b\n  c: d\n", "a: &x b\n", "a: *x\n", "a: !!str b\n",
		"a: \"b\\x41\"\n", "a: \"b\\\n", "a: 'b''\n", "a: \"b\n  c\"\n", "a: {b: c\n", "a: {b: c}, d\n", "a: {b, c}\n", "a: {b: }\n", "a: [b,]\n", "a: [b: c]\n", "a: b: c\n", "a: b:\n",
		"a:\tb\n", "a: b\tc\n", "a: b\r\n", "a: @b\n", "a: `b`\n", "a: %b\n", "? a\n", "a: - b\n", "a: ? b\n", "--- \na: b\n", "...\n", "%YAML 1.2\n---\na: b\n", "a: b\n---\nc: d\n",
		"a:\n- b\n", "a:\n  b: c\n d: e\n", "  a: b\nc: d\n", "a: b\n\u0085c: d\n", "\ufeffa: b\n", "a: \x01\n", "a: \xff\n", "a:b\n", "<<: {a: b}\n", "a : b\n", "a: {b:c}\n", "a: [ - b ]\n",
	} {
		if node, ok := suite.ReadPlain([]byte(text)); ok {
			t.Errorf("%q is plain: %+v", text, node.Content)
		}
	}
}

func FuzzPlainYAML(f *testing.F) {
	addSuites(f)
	f.Add([]byte("a: {b: c, d: [1, x, \"y z\"], e: {}, f: [], 'g': h}\nh: it's # c\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		before := bytes.Clone(text)
		sameAsYAML(t, string(text))
		if !bytes.Equal(before, text) {
			t.Error("the text was changed")
		}
	})
}

// Only words and numbers that YAML knows are anything but texts.
func TestTagsOfPlainYAML(t *testing.T) {
	for _, text := range []string{
		"y", "n", "yes", "No", "ON", "off", "true", "True", "TRUE", "tRue", "false", "FALSE", "null", "Null", "nULL", "f1", "t", "o", "none", "nulls", "falsey",
		"0", "00", "1", "01", "9999999999999999", "99999999999999999", "999999999999999999", "9999999999999999999", "99999999999999999999", "1_000", "0b1", "0o7", "0xg", "1e5", "1.5e", "+1", "-1", "-0", "-a",
		".5", ".inf", ".Inf", ".nan", ".x", "1.2.3", "2026-11-30", "2026-11-30T01:02:03Z", "2026-13-30", "12:30", "150ms", "~", "~x", "<", "<=",
	} {
		if !sameAsYAML(t, "a: "+text+"\n") && text[0] != '<' {
			t.Errorf("%s is not plain", text)
		}
	}
}
