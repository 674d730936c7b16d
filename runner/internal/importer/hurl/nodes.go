package hurl

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"

	"assay/runner/internal/importer"
)

// definite reports whether a path selects at most one value in any answer. A path with a reference
// counts as definite.
func definite(path string) bool {
	p, err := jsonpath.Parse(path)
	return err != nil || p.Query().Singular() != nil
}

// ofNodes adds a predicate on the values of a path that may have several. Hurl 7 takes them as a
// list. Hurl 8 takes none as missing, one as itself, and more as a list.
func (r *reader) ofNodes(expect *importer.Map, q query, p predicate) string {
	if r.options.Version == 7 {
		return q.ofList(expect, p)
	}
	return q.ofOneOrList(expect, p)
}

// listOnly are the predicates on a list that fail whatever it holds, negated or not.
func (p predicate) listOnly() bool {
	return p.compares() || slices.Contains([]string{"startsWith", "endsWith", "matches", "isIsoDate", "isUuid", "isIpv4", "isIpv6"}, p.name)
}

// indexed reports whether a path takes an item behind its first part with several values: Hurl 7
// takes none as missing then.
func indexed(path string) bool {
	p, err := jsonpath.Parse(path)
	if err != nil {
		return false
	}
	several := false
	for _, s := range p.Query().Segments() {
		_, item := s.Selectors()[0].(spec.Index)
		if item && several {
			return true
		}
		_, name := s.Selectors()[0].(spec.Name)
		several = several || s.IsDescendant() || len(s.Selectors()) > 1 || !item && !name
	}
	return false
}

// isAList reports whether the predicate holds of every list.
func (p predicate) isAList() bool { return p.name == "isList" || p.name == "isCollection" }

// counted returns the predicate on how many values there are.
func counted(n any) importer.Map { return importer.MapOf("count", n) }

// several is the predicate of a list of values: one is no list for Hurl 8.
func several() importer.Map { return counted(importer.MapOf("ge", 2)) }

// severalAnd is the predicate of a list whose number of values meets n. It is false if none does.
func severalAnd(n any) (importer.Map, bool) {
	switch n := n.(type) {
	case json.Number:
		k, err := strconv.Atoi(n.String())
		return counted(n), err != nil || k >= 2
	case importer.Map:
		for least, key := range []string{"", "gt", "ge"} {
			bound, _ := n.Get(key).(json.Number)
			if k, err := strconv.Atoi(bound.String()); err == nil && key != "" {
				return counted(importer.MapOf(key, max(k, least))), true
			}
		}
		return counted(append(importer.MapOf("ge", 2), n...)), true
	}
	return several(), true
}

// ofList adds a predicate as Hurl 7 judges it: the path up to its first part with several values
// must be there, and what it gives is a list.
func (q query) ofList(expect *importer.Map, p predicate) string {
	base := query{key: "json", entry: prefix(q.entry)}
	missing := func(otherwise importer.Map) {
		if base.entry == "$" {
			for _, e := range otherwise {
				expect.Expect(e.Key, e.Value)
			}
			return
		}
		expect.Expect("any", importer.List{base.where("absent"), otherwise})
	}
	switch {
	case p.name == "exists" && !q.count && indexed(q.entry):
		n := any(importer.MapOf("ge", 1))
		if p.negated {
			n = json.Number("0")
		}
		q.expect(expect, counted(n))
	case q.count:
		n, why := p.ofCount()
		if why != "" {
			return why
		}
		q.expect(expect, counted(n))
		if _, plain := n.(json.Number); !plain || n == json.Number("0") {
			base.expect(expect, "present")
		}
	case p.name == "exists" && p.negated && base.entry == "$", p.listOnly():
		return neverHolds("several values are a list")
	case p.name == "exists" && p.negated:
		base.expect(expect, "absent")
	case p.name == "exists", p.name == "!=" && !p.negated, p.isAList() && !p.negated:
		base.expect(expect, "present")
	case p.name == "isEmpty" && p.negated:
		missing(q.where(counted(importer.MapOf("ge", 1))))
	case p.name == "isEmpty":
		q.expect(expect, counted(json.Number("0")))
		base.expect(expect, "present")
	case p.name == "contains" || p.name == "includes":
		item := importer.MapOf("any", equalsToken(p.value))
		if p.negated {
			q.expect(expect, not(item, nil))
		} else {
			q.expect(expect, item)
		}
	case p.name == "!=", p.isAList():
		if base.entry == "$" {
			return neverHolds("several values are a list")
		}
		base.expect(expect, "absent")
	case !p.negated:
		return neverHolds("several values are a list")
	}
	return ""
}

// ofOneOrList adds a predicate as Hurl 8 judges it.
func (q query) ofOneOrList(expect *importer.Map, p predicate) string {
	if q.count {
		return q.countOneOrList(expect, p)
	}
	met, why := p.met()
	if why != "" {
		return why
	}
	one := func(p any) importer.Map { return q.where(merged(counted(json.Number("1")), p)) }
	many := q.where(several())
	list := q.where(importer.Map{{Key: "count", Value: importer.MapOf("ge", 2)}, {Key: "any", Value: equalsToken(p.value)}})
	none := q.where(counted(json.Number("0")))
	var either importer.List
	switch {
	case p.name == "isInteger" || p.name == "isFloat":
		return "a suite takes 10.0 for an integer here"
	case p.name == "exists" && p.negated:
		either = importer.List{none}
	case p.name == "exists":
		either = importer.List{q.where(counted(importer.MapOf("ge", 1)))}
	case !p.negated && (p.name == "contains" || p.name == "includes"):
		either = importer.List{list, one(met)}
	case !p.negated && (p.isAList() || p.name == "!="):
		either = importer.List{many, one(met)}
	case !p.negated:
		either = importer.List{one(met)}
	case p.name == "contains" || p.name == "includes":
		without := importer.Map{{Key: "count", Value: importer.MapOf("ge", 2)}, {Key: "not", Value: importer.MapOf("any", equalsToken(p.value))}}
		either = importer.List{none, q.where(without), one(not(met, p.types()))}
	case p.listOnly(), p.isAList(), p.name == "!=":
		either = importer.List{none, one(not(met, p.types()))}
	default:
		either = importer.List{none, many, one(not(met, p.types()))}
	}
	if len(either) == 1 {
		for _, e := range either[0].(importer.Map) {
			expect.Expect(e.Key, e.Value)
		}
		return ""
	}
	expect.Expect("any", either)
	return ""
}

// countOneOrList adds a predicate on the number of values, or of the items of the one that is a
// list.
func (q query) countOneOrList(expect *importer.Map, p predicate) string {
	n, why := p.ofCount()
	if why != "" {
		return why
	}
	one := q.where(importer.Map{{Key: "count", Value: json.Number("1")}, {Key: "type", Value: "array"}, {Key: "length", Value: n}})
	list, possible := severalAnd(n)
	if !possible {
		for _, e := range one {
			expect.Expect(e.Key, e.Value)
		}
		return ""
	}
	many := q.where(list)
	expect.Expect("any", importer.List{many, one})
	return ""
}

// ofPicked adds "nth N ==" and "first ==" on a path with several values.
func (r *reader) ofPicked(expect *importer.Map, q query, words []token) string {
	const only = "a suite picks one of the values that a path with *, .., : or ? gives for a comparison with == only"
	k, rest := 0, words[1:]
	if words[0].word == "nth" {
		n, ok := index(words, 1)
		if !ok {
			return only
		}
		k, rest = n, words[2:]
	}
	p, why := predicateOf(rest)
	if text, ok := p.value.value.(string); why != "" || words[0].word == "last" || p.name != "==" || p.negated || p.value.kind == 'v' || ok && text != importer.Literal(text) {
		return only
	}
	items := make(importer.List, k+1)
	for i := range items {
		items[i] = true
	}
	items[k] = importer.MapOf("const", p.value.value)
	schema := func(least int) importer.Map {
		return importer.MapOf("schema", importer.Map{{Key: "prefixItems", Value: items}, {Key: "minItems", Value: least}})
	}
	if r.options.Version == 7 {
		q.expect(expect, importer.MapOf("nodes", schema(k+1)))
		return ""
	}
	list := merged(counted(json.Number("1")), importer.Map{{Key: "type", Value: "array"}, schema(k + 1)[0]})
	expect.Expect("any", importer.List{q.where(importer.MapOf("nodes", schema(max(2, k+1)))), q.where(list)})
	return ""
}
