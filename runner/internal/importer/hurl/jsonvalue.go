package hurl

import (
	"encoding/json"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// ofJSON adds a predicate on the one value of a path.
func (q query) ofJSON(expect *importer.Map, p predicate) string {
	if q.count {
		n, why := p.ofCount()
		if why == "" {
			q.expect(expect, importer.Map{{Key: "type", Value: "array"}, {Key: "length", Value: n}})
		}
		return why
	}
	if p.name == "isInteger" || p.name == "isFloat" {
		return q.bySpelling(expect, p)
	}
	met, why := p.met()
	switch {
	case why != "":
		return why
	case q.picked && p.name == "exists" && p.negated:
		return neverHolds("an item that is not there is an error")
	case !p.negated:
		q.expect(expect, met)
	case q.picked:
		q.expect(expect, not(met, p.types()))
	default:
		q.expect(expect, orAbsent(not(met, p.types())))
	}
	return ""
}

// ofCount returns the predicate on a number of values.
func (p predicate) ofCount() (any, string) {
	if p.value.kind == 's' || p.value.kind == 0 && p.name != "isInteger" && p.name != "isNumber" && p.name != "exists" {
		return nil, "a count is a number"
	}
	met, why := p.met()
	if why == "" && p.negated {
		met = not(met, nil)
	}
	return met, why
}

// bySpelling adds isInteger or isFloat: for Hurl 10.0 is a fraction, for JSON Schema an integer. A
// CEL expression keeps the two apart.
func (q query) bySpelling(expect *importer.Map, p predicate) string {
	number, ok := celOf(q.entry)
	if !ok {
		return "a suite takes 10.0 for an integer here"
	}
	kind, operator := "int", "=="
	if p.name == "isFloat" {
		kind = "double"
	}
	if p.negated {
		operator = "!="
	}
	spelt := importer.MapOf("cel", fmt.Sprintf("type(%s) %s %s", number, operator, kind))
	switch {
	case !p.negated:
		q.expect(expect, words[p.name])
		expect.Expect("cel", spelt[0].Value)
	case q.picked:
		q.expect(expect, "present")
		expect.Expect("cel", spelt[0].Value)
	default:
		expect.Expect("any", importer.List{q.where("absent"), spelt})
	}
	return ""
}

var celName = source.Pattern(`^[A-Za-z_][A-Za-z0-9_]*$`)

// celOf converts a path of names and indexes to CEL.
func celOf(path string) (string, bool) {
	p, err := jsonpath.Parse(path)
	if err != nil || p.Query().Singular() == nil {
		return "", false
	}
	var out strings.Builder
	out.WriteString("json")
	for _, s := range p.Query().Segments() {
		switch one := s.Selectors()[0].(type) {
		case spec.Name:
			if celName().MatchString(string(one)) {
				out.WriteString("." + string(one))
			} else {
				out.WriteString("[" + strconv.Quote(string(one)) + "]")
			}
		case spec.Index:
			if one < 0 {
				return "", false
			}
			fmt.Fprintf(&out, "[%d]", int(one))
		}
	}
	return out.String(), true
}

// prefix returns the part of a path that has one value.
func prefix(path string) string {
	p, err := jsonpath.Parse(path)
	if err != nil {
		return "$"
	}
	out := "$"
	for _, s := range p.Query().Segments() {
		if s.IsDescendant() || len(s.Selectors()) != 1 {
			break
		}
		switch one := s.Selectors()[0].(type) {
		case spec.Name:
			out += value.Member(string(one)).String()
		case spec.Index:
			out += fmt.Sprintf("[%d]", int(one))
		default:
			return out
		}
	}
	return out
}

// converters are the filters that a suite has words for, each with the predicate behind it.
var converters = map[string]func(q query, rest []token) (any, string){
	"toInt": toInt, "toFloat": toFloat, "toString": toString, "split": split, "regex": groupFound,
}

// wholeNumber matches the texts that toInt reads.
const wholeNumber = `^[-+]?\d+$`

// toInt compares a number without its fraction, or a text that is a whole number.
func toInt(q query, rest []token) (any, string) {
	p, why := predicateOf(rest)
	if why != "" {
		return nil, why
	}
	text, _ := p.value.value.(json.Number)
	n, err := strconv.ParseInt(text.String(), 10, 32)
	if err != nil || n < 1 || p.negated || p.name != "==" && !p.compares() {
		return nil, "a suite carries toInt over with a comparison with a positive whole number only"
	}
	asText := func(n int64) any { return strconv.FormatInt(n, 10) }
	if q.key != "json" {
		asText = func(n int64) any { return json.Number(strconv.FormatInt(n, 10)) }
	}
	number := map[string]importer.Map{
		"==": {{Key: "ge", Value: int(n)}, {Key: "lt", Value: int(n + 1)}}, ">": importer.MapOf("ge", int(n+1)),
		">=": importer.MapOf("ge", int(n)), "<": importer.MapOf("lt", int(n)), "<=": importer.MapOf("lt", int(n+1)),
	}[p.name]
	digits := importer.Map{{Key: operators[p.name], Value: asText(n)}}
	if p.name == "==" {
		digits = importer.MapOf("between", importer.List{asText(n), asText(n)})
	}
	digits.Set("matches", wholeNumber)
	if q.key != "json" {
		return digits, ""
	}
	return importer.MapOf("one_of", importer.List{number, digits}), ""
}

// toFloat compares a number, or a text that is one.
func toFloat(q query, rest []token) (any, string) {
	p, why := predicateOf(rest)
	if why != "" {
		return nil, why
	}
	n, ok := p.value.value.(json.Number)
	if !ok || p.negated || p.name != "==" && !p.compares() {
		return nil, "a suite carries toFloat over with a comparison with a number only"
	}
	compare := func(n any) importer.Map {
		if p.name == "==" {
			return importer.MapOf("between", importer.List{n, n})
		}
		return importer.MapOf(operators[p.name], n)
	}
	if q.key != "json" {
		return compare(n), ""
	}
	return importer.MapOf("one_of", importer.List{compare(n), compare(n.String())}), ""
}

// toString compares the text of a value.
func toString(q query, rest []token) (any, string) {
	p, why := predicateOf(rest)
	if why != "" {
		return nil, why
	}
	text, isText := p.value.value.(string)
	switch {
	case p.value.kind != 's' || !isText || p.name != "==" || p.negated:
		return nil, "a suite carries toString over with == and a text only"
	case q.key == "status":
		if n, err := strconv.Atoi(text); err == nil && len(text) == 3 {
			return n, ""
		}
		return nil, neverHolds("a status has three digits")
	case q.key != "json":
		return importer.Equal(text), ""
	case strings.Contains(text, "${"), strings.HasSuffix(text, "0") && strings.Contains(text, "."):
		return nil, "a suite compares numbers by value"
	}
	if v, ok := importer.JSON(text); ok && scalar().MatchString(text) && v != nil {
		return importer.MapOf("one_of", importer.List{v, text}), ""
	}
	return importer.MapOf("equals", text), ""
}

// splitOnly is why a suite judges no more of a text that is split.
const splitOnly = "a suite judges of a text that is split at one character how many pieces there are, or that a piece equals a text"

// split judges the pieces of a text between one character: how many there are, or one of them.
func split(_ query, rest []token) (any, string) {
	if len(rest) < 2 {
		return nil, splitOnly
	}
	at, _ := rest[0].value.(string)
	if len([]rune(at)) != 1 {
		return nil, splitOnly
	}
	mark, piece := regexp.QuoteMeta(at), "[^"+regexp.QuoteMeta(at)+"]*"
	var pattern string
	switch word := rest[1].word; word {
	case "count":
		times, ok := index(rest, 3)
		p, why := predicateOf(rest[2:])
		if why != "" || !ok || p.name != "==" || p.negated || times < 1 {
			return nil, splitOnly
		}
		pattern = fmt.Sprintf(`^%s(%s%s){%d}\z`, piece, mark, piece, times-1)
	case "nth", "first":
		k, behind := 0, rest[2:]
		if word == "nth" {
			n, ok := index(rest, 2)
			if !ok {
				return nil, splitOnly
			}
			k, behind = n, rest[3:]
		}
		p, why := predicateOf(behind)
		text, ok := p.value.value.(string)
		if why != "" || !ok || p.name != "==" || p.negated || strings.Contains(text, at) || strings.Contains(text, "${") {
			return nil, splitOnly
		}
		pattern = fmt.Sprintf(`^(%s%s){%d}%s(%s|\z)`, piece, mark, k, regexp.QuoteMeta(text), mark)
	default:
		return nil, splitOnly
	}
	return importer.Map{{Key: "type", Value: "string"}, {Key: "matches", Value: importer.Literal(pattern)}}, ""
}

// mostIndex limits the indexes and counts of patterns and schemas.
const mostIndex = 1000

// index returns the whole number at a place of tokens.
func index(tokens []token, at int) (int, bool) {
	if at >= len(tokens) {
		return 0, false
	}
	text, _ := tokens[at].value.(json.Number)
	n, err := strconv.Atoi(text.String())
	return n, err == nil && n >= 0 && n <= mostIndex
}

// groupFound judges whether a regular expression is found; a suite does not judge what it finds.
func groupFound(q query, rest []token) (any, string) {
	if len(rest) < 2 {
		return nil, "it has no predicate"
	}
	pattern, _ := rest[0].value.(string)
	p, why := predicateOf(rest[1:])
	if why != "" {
		return nil, why
	}
	if p.name != "exists" {
		return nil, "a suite judges whether a regex is found, not what it finds"
	}
	found, why := whereGroup(pattern)
	var types importer.List
	if q.key == "json" {
		types = importer.List{"string"}
	}
	switch {
	case why == noGroup && p.negated && types != nil:
		return importer.MapOf("type", "string"), ""
	case why == noGroup && p.negated:
		return "present", ""
	case why != "":
		return nil, why
	case p.negated:
		return not(found, types), ""
	case types != nil:
		return importer.Map{{Key: "type", Value: "string"}, found[0]}, ""
	}
	return found, ""
}

// noGroup is why the value of a regex is never there.
var noGroup = neverHolds("the regex has no group, so that it gives no value")

// whereGroup returns the predicate on a text in which the first group of a pattern is found.
func whereGroup(pattern string) (importer.Map, string) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	switch {
	case err != nil:
		return nil, "it is no regular expression of RE2"
	case re.MaxCap() == 0:
		return nil, noGroup
	case !always(re):
		return nil, "the regex may be found without its group"
	}
	return importer.MapOf("matches", pattern), ""
}

// always reports whether the first group is part of every match.
func always(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpCapture:
		return re.Cap == 1 || always(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if always(sub) {
				return true
			}
		}
	case syntax.OpPlus:
		return always(re.Sub[0])
	}
	return false
}
