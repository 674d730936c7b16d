package httpfile

import (
	"strconv"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

var template = source.Pattern(`\{\{\s*(.+?)\s*\}\}`)

// escaped matches braces that a tool sends as they are.
var escaped = source.Pattern(`\\\{\\\{([^}]+?)\\\}\\\}`)

// text converts the {{variables}} of a text to references; at is its line.
func (r *reader) text(s string, at int) string {
	filled := importer.Filled(s, template(), func(name string) string { return r.reference(name, at) })
	return escaped().ReplaceAllString(filled, "{{$1}}")
}

// declare reads @name = value. everywhere reports that the tools read it again for each request.
func (r *reader) declare(v pair, everywhere bool) {
	value := v.value
	if len(value) > 1 && value[0] == '"' && strings.HasSuffix(value, `"`) {
		r.Drop(r.at(v.at), "leave the quotes out", "the value of @%s is read without its quotes; some tools send them", v.key)
		value = value[1 : len(value)-1]
	}
	r.resolving[v.key] = true
	text := r.text(value, v.at)
	delete(r.resolving, v.key)
	delete(r.later, v.key)
	switch {
	case r.names.Secret(v.key):
		r.names.Declare(v.key, text)
	case strings.Contains(text, "${uuid}"):
		r.names.Refer(v.key, r.NewVar(v.key, importer.MapOf("make", text)))
		if everywhere {
			r.Drop(r.at(v.at), "write ${uuid} where each request needs another", "the value of @%s is made once for the run, not for each request", v.key)
		}
	case strings.Contains(text, "${"):
		r.names.Refer(v.key, text) // of what it is made
	default:
		r.names.Declare(v.key, text)
	}
}

var identifier = source.Pattern(`^[\pL_][\pL\pN_.-]*$`)

// reference returns the replacement for a template.
func (r *reader) reference(name string, at int) string {
	if strings.HasPrefix(name, "$") {
		return r.dynamic(name, at)
	}
	if ref, ok := r.names.Reference(name); ok {
		return ref
	}
	if v, ok := r.later[name]; ok && !r.resolving[name] {
		r.declare(v, false)
		if ref, ok := r.names.Reference(name); ok {
			return ref
		}
	}
	if ref := r.fromAnswer(name); ref != "" {
		return ref
	}
	ref, env := r.names.FromEnv(name)
	if identifier().MatchString(name) {
		r.Drop(r.at(at), "set it in the environment, or write it under vars:", "the file gives {{%s}} no value; it is read from the environment variable %s", name, env)
	} else {
		r.Drop(r.at(at), "write what it computes under vars:", "{{%s}} is a program; its value is read from the environment variable %s", name, env)
	}
	return ref
}

// generated maps the tools' dynamic variables to those of a suite.
var generated = map[string]string{
	"$uuid": "${uuid}", "$guid": "${uuid}", "$random.uuid": "${uuid}",
	"$timestamp": "${unix}", "$isoTimestamp": "${now}", "$datetime iso8601": "${now}",
}

// fromEnvironment matches the variables that tools read from the process's environment.
var fromEnvironment = source.Pattern(`^\$(processEnv|dotenv|env)[\s.]\s*%?(\w+)$`)

// dynamic returns the replacement for a variable that a tool makes: a new value with each request,
// or one from outside.
func (r *reader) dynamic(name string, at int) string {
	if ref, ok := generated[strings.Join(strings.Fields(name), " ")]; ok {
		return ref
	}
	if m := fromEnvironment().FindStringSubmatch(name); m != nil {
		if m[1] == "dotenv" {
			r.Drop(r.at(at), "set it in the environment, or name the file in live runs: --env-file .env", "{{%s}} is read from the environment variable %s, not from a file .env", name, m[2])
		}
		return r.EnvVar(m[2], m[2])
	}
	if rest, ok := strings.CutPrefix(name, "$global."); ok {
		return r.reference(rest, at)
	}
	word := strings.FieldsFunc(name[1:], func(c rune) bool { return c == '.' || c == ' ' || c == '(' })
	if len(word) > 0 && (word[0] == "auth" || word[0] == "aadToken" || word[0] == "oidcAccessToken" || word[0] == "aadV2Token") {
		r.Drop(r.at(at), "put a token into the environment, or write auth: {oauth2: …}", "{{%s}} is a token that a person signs in for; it is read from the environment", name)
		return r.SecretFor("token")
	}
	ref := r.NewVar(name, sample(name))
	r.Drop(r.at(at), "give the var "+strings.Trim(ref, "${}")+" a value, or use ${uuid}, ${now} or ${unix}", "{{%s}} has a new value with every request there, and a fixed one here", name)
	return ref
}

var random = source.Pattern(`^\$random(?:\.|Int)(\w*)\s*\(?\s*(-?\d+)?`)

// mostRandom limits the characters of a sample.
const mostRandom = 100

// sample returns a value of the kind that a dynamic variable has.
func sample(name string) string {
	m := random().FindStringSubmatch(name)
	if m == nil {
		return "1"
	}
	n, err := strconv.Atoi(m[2])
	switch m[1] {
	case "email":
		return "someone@example.com"
	case "alphabetic", "alphanumeric", "hexadecimal":
		if err == nil && n > 0 {
			return strings.Repeat("a", min(n, mostRandom))
		}
	case "float":
		if err == nil {
			return m[2] + ".5"
		}
	}
	if err == nil {
		return m[2]
	}
	return "1"
}
