package postman

import (
	"encoding/json"
	"strings"

	"assay/runner/importer"
	"assay/runner/source"
)

// statusWords are chai-postman's words for statuses.
var statusWords = map[string]any{
	"ok": 200, "success": "2xx", "info": "1xx", "redirection": "3xx", "clientError": "4xx", "serverError": "5xx",
	"accepted": 202, "badRequest": 400, "unauthorized": 401, "forbidden": 403, "notFound": 404, "rateLimited": 429,
}

var (
	toHaveStatus = source.Pattern(`^pm\.response\.to\.have\.status\(\s*(\d+)\s*\)$`)
	toBeWord     = source.Pattern(`^pm\.response\.to\.be\.(\w+)$`)
	notError     = source.Pattern(`^pm\.response\.to\.(?:not\.be|be\.not)\.error$`)
	toHaveHeader = source.Pattern(`^pm\.response\.to\.have\.header\(\s*["']([^"']+)["']\s*(?:,\s*(.+?)\s*)?\)$`)
	toHaveBody   = source.Pattern(`^pm\.response\.to\.have\.body\(\s*(.+?)\s*\)$`)
	toHaveJSON   = source.Pattern(`^pm\.response\.to\.have\.jsonBody\(\s*["']([^"']+)["']\s*(?:,\s*(.+?)\s*)?\)$`)
)

// response reads pm.response.to….
func (t *testing) response(s string) bool {
	if m := toHaveStatus().FindStringSubmatch(s); m != nil {
		return t.add("status", numberOf(m[1]))
	}
	if notError().MatchString(s) {
		return t.add("status", importer.MapOf("lt", 400))
	}
	if m := toBeWord().FindStringSubmatch(s); m != nil {
		switch want, known := statusWords[m[1]]; {
		case known:
			return t.add("status", want)
		case m[1] == "json":
			return t.add("headers", importer.MapOf("Content-Type", importer.MapOf("contains", "json")))
		case m[1] == "error":
			return t.add("status", importer.MapOf("ge", 400))
		case m[1] == "withBody":
			return t.add("size", importer.MapOf("gt", 0))
		}
		return false
	}
	if m := toHaveHeader().FindStringSubmatch(s); m != nil {
		return t.valueOr(m[2], "present", func(v any) bool { return t.add("headers", importer.MapOf(m[1], v)) })
	}
	if m := toHaveBody().FindStringSubmatch(s); m != nil {
		return t.valueOr(m[1], nil, func(v any) bool { return t.add("body", v) })
	}
	if m := toHaveJSON().FindStringSubmatch(s); m != nil {
		return t.valueOr(m[2], "present", func(v any) bool { return t.add("json", importer.MapOf("$."+m[1], v)) })
	}
	return false
}

// valueOr hands on the literal, or another value where there is none.
func (t *testing) valueOr(text string, otherwise any, to func(any) bool) bool {
	if text == "" {
		return otherwise != nil && to(otherwise)
	}
	v, ok := literal(text)
	return ok && to(equals(v))
}

// equals is a literal as a predicate: words and maps that could be taken for
// something else are written out.
func equals(v any) any {
	switch v := v.(type) {
	case importer.Map:
		return importer.MapOf("equals", v)
	case string:
		if v == "absent" || v == "present" || v == "empty" {
			return importer.MapOf("equals", v)
		}
	}
	return v
}

func numberOf(text string) any { return json.Number(text) }

var expecting = source.Pattern(`^pm\.expect\((.+)\)\.((?:to|not|is)\b.*)$`)

// expectation reads pm.expect(what).to….
func (t *testing) expectation(s string) bool {
	m := expecting().FindStringSubmatch(s)
	if m == nil {
		return false
	}
	what, chain := strings.TrimSpace(m[1]), m[2]
	if first, _, ok := cutArgument(what); ok {
		what = first
	}
	predicate, ok := predicateOf(chain)
	if !ok {
		return false
	}
	return t.judged(what, predicate)
}

// cutArgument takes the message of expect(value, "message") away.
func cutArgument(s string) (first, rest string, ok bool) {
	if m := message().FindStringSubmatch(s); m != nil {
		return m[1], m[2], true
	}
	return s, "", false
}

var message = source.Pattern(`^([\w$.\[\]()"']+)\s*,\s*(["'].*["'])$`)

// judged puts a predicate on what an expression stands for.
func (t *testing) judged(what string, predicate any) bool {
	switch what {
	case "pm.response.code", "pm.response.status.code", "responseCode.code":
		return t.add("status", predicate)
	case "pm.response.responseTime", "responseTime":
		return t.add("duration", milliseconds(predicate))
	case "pm.response.responseSize", "pm.response.size().body":
		return t.add("size", predicate)
	}
	if m := getter().FindStringSubmatch(what); m != nil {
		key := map[string]string{"response.headers": "headers", "cookies": "cookies"}[m[1]]
		return t.add(key, importer.MapOf(m[2], predicate))
	}
	switch meaning := t.meaning(what); {
	case meaning == bodyText:
		return t.add("body", predicate)
	case meaning == theCode:
		return t.add("status", predicate)
	case strings.HasSuffix(meaning, length):
		return t.add("json", importer.MapOf("$"+strings.TrimSuffix(meaning, length)[len(jsonBody):], importer.MapOf("length", predicate)))
	case strings.HasPrefix(meaning, jsonBody):
		base := "$" + meaning[len(jsonBody):]
		if m, ok := predicate.(importer.Map); ok && len(m) == 1 && m[0].Key == property {
			e := m[0].Value.(importer.Entry)
			return t.add("json", importer.MapOf(base+member(e.Key), e.Value))
		}
		return t.add("json", importer.MapOf(base, predicate))
	}
	return false
}

// member is the access to a member of that name, in a JSONPath.
func member(name string) string {
	if identifier().FindString(name) == name {
		return "." + name
	}
	raw, err := json.Marshal(name)
	if err != nil {
		return ""
	}
	return "[" + string(raw) + "]"
}

// milliseconds makes durations of the numbers of a predicate.
func milliseconds(predicate any) any {
	switch v := predicate.(type) {
	case json.Number:
		return v.String() + "ms"
	case importer.Map:
		for i := range v {
			v[i].Value = milliseconds(v[i].Value)
		}
	}
	return predicate
}
