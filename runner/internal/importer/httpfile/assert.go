package httpfile

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// asserted matches an assert as httpyac splits it: at the last predicate of the line.
var asserted = source.Pattern(`(?i)^\s*\?\?\s*(\S*)(?:\s+(.*))?\s+(endsWith|==|===|equals|exists|isTrue|>=|>|contains|includes|isArray|isBoolean|isNumber|isString|<=|<|matches|!=|!==|not equals|startsWith|sha256|md5|sha512|isFalse)\s*(.*)\s*$`)

// claim is an assert of httpyac.
type claim struct {
	part, name, predicate, want string
	line                        line
}

// assert carries over an assert, or lists it.
func (h *handler) assert(l line) {
	m := asserted().FindStringSubmatch(l.text)
	if m == nil {
		h.refuse(l, "it is not understood")
		return
	}
	c := claim{part: m[1], name: strings.TrimSpace(m[2]), predicate: m[3], want: strings.TrimRight(m[4], " \t"), line: l}
	if strings.Contains(c.want, "{{") && c.part != "header" {
		h.refuse(l, "the type of its value is known to a run only")
		return
	}
	if why := h.judge(c); why != "" {
		h.refuse(l, why)
	}
}

func (h *handler) refuse(l line, why string) {
	h.left = true
	h.Drop(h.at(l.at), "say it under expect:", "the assert %s is left out: %s", strings.TrimSpace(l.text), why)
}

// judge adds the expectation of an assert, or returns why a suite has none.
func (h *handler) judge(c claim) string {
	switch c.part {
	case "status":
		return h.number(c, subject{key: "status"}, func(n json.Number) any { return n })
	case "duration":
		if c.name != "" && c.name != "total" {
			return fmt.Sprintf("a suite does not measure %s", c.name)
		}
		return h.number(c, subject{key: "duration"}, func(n json.Number) any { return n.String() + "ms" })
	case "header":
		if c.name == "" {
			return "it names no header"
		}
		return h.field(c)
	case "body", "js":
		return h.body(c)
	case "xpath":
		return "httpyac judges nodes, not their text"
	}
	return fmt.Sprintf("a suite has no word for %q", c.part)
}

// comparisons maps httpyac's comparisons of numbers to operators.
var comparisons = map[string]string{">": "gt", ">=": "ge", "<": "lt", "<=": "le"}

// constant reports a predicate whose outcome the type of what is judged decides.
func constant(holds bool) string {
	if holds {
		return ""
	}
	return "it holds of no answer"
}

// number judges a part that is a number always.
func (h *handler) number(c claim, s subject, of func(json.Number) any) string {
	operator, compares := comparisons[c.predicate]
	n, isNumber := leading(c.want)
	switch {
	case c.predicate == "isNumber" || c.predicate == "exists" || c.predicate == "isTrue":
		return constant(true)
	case strings.HasPrefix(c.predicate, "is"):
		return constant(false)
	case !isNumber:
		return "its value is no number: it holds of no answer"
	case compares:
		h.expects(c.line.at, s, importer.MapOf(operator, of(n)))
	case equality(c.predicate) && s.key == "status":
		if code, err := strconv.Atoi(n.String()); err == nil {
			h.expects(c.line.at, s, code)
		} else {
			return constant(false)
		}
	case inequality(c.predicate) && s.key == "status":
		h.expects(c.line.at, s, importer.MapOf("not", of(n)))
	default:
		return fmt.Sprintf("a suite does not judge a number by %q", c.predicate)
	}
	return ""
}

func equality(predicate string) bool {
	return predicate == "==" || predicate == "===" || predicate == "equals"
}

func inequality(predicate string) bool {
	return predicate == "!=" || predicate == "!==" || predicate == "not equals"
}

var leadingNumber = source.Pattern(`^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)`)

// leading returns the number at the start of a text, as JavaScript's parseFloat does.
func leading(text string) (json.Number, bool) {
	m := leadingNumber().FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	f, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return "", false
	}
	return json.Number(strconv.FormatFloat(f, 'f', -1, 64)), true
}

// field judges a header, whose value is a text.
func (h *handler) field(c claim) string {
	s := subject{key: "headers", at: c.name}
	want := importer.Quoted(h.text(c.want, c.line.at))
	switch p, why := textual(c.predicate, want); {
	case why != "":
		return why
	case equality(c.predicate):
		h.expects(c.line.at, s, importer.Equal(want))
	case inequality(c.predicate):
		h.expects(c.line.at, s, orAbsent(importer.MapOf("not", importer.Equal(want))))
	case c.predicate == "exists" || c.predicate == "isTrue":
		h.expects(c.line.at, s, importer.MapOf("empty", false))
	case c.predicate == "isFalse":
		h.expects(c.line.at, s, orAbsent("empty"))
	case c.predicate == "isString":
		h.expects(c.line.at, s, "present")
	case p != nil:
		h.expects(c.line.at, s, p)
	default:
		return fmt.Sprintf("a suite does not judge a header by %q", c.predicate)
	}
	return ""
}

// textual returns the predicate for a word about texts, nil for another word.
func textual(word, want string) (predicate any, why string) {
	operators := map[string]string{"contains": "contains", "includes": "contains", "startsWith": "starts_with", "endsWith": "ends_with", "matches": "matches"}
	operator := operators[word]
	switch {
	case operator == "":
		return nil, ""
	case want == "":
		return nil, constant(false)
	case operator == "matches":
		if _, err := regexp.Compile(want); err != nil {
			return nil, "it is no regular expression of RE2"
		}
	}
	return importer.MapOf(operator, want), ""
}

// orAbsent adds that the part may be missing.
func orAbsent(p any) any { return importer.MapOf("one_of", importer.List{"absent", p}) }

// body judges the body, or a member of it that JavaScript names.
func (h *handler) body(c claim) string {
	s := subject{key: "body"}
	switch {
	case c.part == "js" || c.name != "":
		var ok bool
		if s, ok = memberOf(c); !ok {
			return fmt.Sprintf("%s is a program", c.name)
		}
	case c.predicate == "sha256":
		sum, err := base64.StdEncoding.DecodeString(c.want)
		if err != nil {
			return "its value is no base64"
		}
		h.expects(c.line.at, subject{key: "sha256"}, hex.EncodeToString(sum))
		return ""
	}
	switch s.key {
	case "status":
		c.name = ""
		return h.number(c, s, func(n json.Number) any { return n })
	case "headers":
		c.name = s.at
		return h.field(c)
	case "body":
		return h.wholeBody(c)
	}
	return h.member(c, s)
}

// memberOf returns the part that an assert on the body, or on an expression, names.
func memberOf(c claim) (subject, bool) {
	if c.part == "js" {
		v, ok := javascript.Expression(c.name)
		if !ok {
			return subject{}, false
		}
		return subjectOf(v, "response")
	}
	if strings.HasPrefix(c.name, "$") {
		path := importer.JSONPath(c.name)
		_, err := value.Query(path)
		return subject{key: "json", at: path}, err == nil
	}
	v, ok := javascript.Expression("body." + c.name)
	if !ok {
		return subject{}, false
	}
	path, ok := v.Below("body")
	return lengthOf(path), ok
}

// wholeBody judges the body as a text.
func (h *handler) wholeBody(c claim) string {
	s := subject{key: "body"}
	want := importer.Literal(c.want)
	switch p, why := textual(c.predicate, want); {
	case why != "":
		return why
	case p != nil:
		h.expects(c.line.at, s, p)
	case equality(c.predicate):
		h.expects(c.line.at, s, importer.Equal(want))
	case inequality(c.predicate):
		h.expects(c.line.at, s, importer.MapOf("not", importer.Equal(want)))
	case c.predicate == "exists" || c.predicate == "isTrue":
		h.expects(c.line.at, s, importer.MapOf("empty", false))
	case c.predicate == "isFalse":
		h.expects(c.line.at, s, "empty")
	case c.predicate == "isString":
		return constant(true)
	default:
		return fmt.Sprintf("a suite does not judge a body by %q", c.predicate)
	}
	return ""
}

// types maps httpyac's words for types.
var types = map[string]string{"isArray": "array", "isBoolean": "boolean", "isNumber": "number", "isString": "string"}

// falsy are the values that JavaScript takes for false.
func falsy() importer.List { return importer.List{nil, false, json.Number("0"), ""} }

// member judges a member of a JSON body, or its length.
func (h *handler) member(c claim, s subject) string {
	want := importer.Literal(c.want)
	operator, compares := comparisons[c.predicate]
	n, isNumber := leading(c.want)
	p, why := textual(c.predicate, want)
	switch {
	case s.length && (!isNumber || !compares && !equality(c.predicate)):
		return fmt.Sprintf("a suite does not judge a length by %q", c.predicate)
	case s.length && !compares:
		h.expects(c.line.at, s, n)
	case compares && !isNumber:
		return "its value is no number: it holds of no answer"
	case compares:
		h.expects(c.line.at, s, importer.MapOf(operator, n))
	case equality(c.predicate):
		h.expects(c.line.at, s, alike(c.want))
	case inequality(c.predicate):
		h.expects(c.line.at, s, orAbsent(importer.MapOf("not", alike(c.want))))
	case types[c.predicate] != "":
		h.expects(c.line.at, s, importer.MapOf("type", types[c.predicate]))
	case c.predicate == "exists" || c.predicate == "isTrue":
		h.expects(c.line.at, s, importer.MapOf("not", importer.MapOf("in", falsy())))
	case c.predicate == "isFalse":
		h.expects(c.line.at, s, orAbsent(importer.MapOf("in", falsy())))
	case why != "":
		return why
	case p != nil:
		h.expects(c.line.at, s, p)
	default:
		return fmt.Sprintf("a suite does not judge a member by %q", c.predicate)
	}
	return ""
}

// alike returns the predicate of equality with a text that httpyac converts to the type of what
// the answer has: 7 equals 7 and "7".
func alike(want string) any {
	texts := importer.List{importer.Literal(want)}
	if v, ok := importer.JSON(want); ok {
		switch v := v.(type) {
		case string: // in quotes, which are a part of the text
		default:
			texts = append(importer.List{v}, texts...)
		}
	} else if n, isNumber := leading(want); isNumber {
		texts = append(importer.List{n}, texts...)
	}
	if len(texts) == 1 {
		return importer.Equal(texts[0])
	}
	return importer.MapOf("in", texts)
}
