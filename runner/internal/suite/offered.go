package suite

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"

	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// postmanEnvironment is a file of values that Postman exports: an environment, or its globals.
type postmanEnvironment struct {
	Values []struct {
		Key     string
		Value   any
		Type    string
		Enabled *bool
	}
}

// readOffered reads a Postman environment: the values that are enabled and no secrets, by their
// names there. It returns false for any other text.
func readOffered(text []byte) (map[string]string, bool) {
	var e postmanEnvironment
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(source.UTF8(text), []byte("\ufeff"))))
	d.UseNumber()
	if err := d.Decode(&e); err != nil || e.Values == nil {
		return nil, false
	}
	out := map[string]string{}
	for _, v := range e.Values {
		off := v.Enabled != nil && !*v.Enabled
		if v.Key != "" && !off && v.Type != "secret" && !names.Credential(v.Key) {
			out[v.Key] = subst.Text(v.Value)
		}
	}
	return out, true
}

// overrideOffered sets the vars that a Postman environment has a value for. Its names differ from
// those of vars in case and in signs: userId is user_id. It has names that the suite does not need.
func (l *loading) overrideOffered() {
	values := map[string]string{}
	for name, value := range l.opts.Offered {
		values[folded(name)] = value
	}
	for i := range l.suite.Vars {
		v := &l.suite.Vars[i]
		value, ok := l.opts.Offered[v.Name]
		if !ok {
			value, ok = values[folded(v.Name)]
		}
		if ok {
			v.Value, v.Given = typed(value, v.Declared), true
			l.checkGiven(v)
		}
	}
}

// folded returns the letters and digits of a name, in lower case.
func folded(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}
