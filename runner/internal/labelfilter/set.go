package labelfilter

import (
	"slices"
	"strings"
)

// operations lists the operations on the labels with one key.
var operations = []string{"isEmpty", "containsAny", "containsAll", "consistsOf", "isSubsetOf"}

// set reads an operation on the labels with a key, in lower case, and its values.
func (p *parser) set(key string) (Filter, error) {
	p.peek()
	start := p.at
	word := p.until(" )")
	lower := strings.ToLower(word) // not EqualFold: Ginkgo takes no other letter of the same fold
	which := slices.IndexFunc(operations, func(name string) bool { return strings.ToLower(name) == lower })
	if which < 0 {
		p.at = start
		return nil, p.wrong("after a key and a colon belongs one of %s, not %q", strings.Join(operations, ", "), word)
	}
	values, err := p.values(operations[which])
	if err != nil {
		return nil, err
	}
	within := func(of []string) func(string) bool {
		return func(v string) bool { return slices.Contains(of, v) }
	}
	return func(labels []string) bool {
		there := valuesOf(key, labels)
		switch operations[which] {
		case "isEmpty":
			return len(there) == 0
		case "containsAny":
			return slices.ContainsFunc(values, within(there))
		case "containsAll":
			return every(values, within(there))
		case "consistsOf":
			return len(there) == len(values) && every(values, within(there))
		}
		return every(there, within(values))
	}, nil
}

// values reads the values of an operation: one, or several in braces.
func (p *parser) values(operation string) ([]string, error) {
	c, start := p.peek(), p.at
	var text string
	switch {
	case c == '{':
		p.at++
		text = p.until("}")
		if p.at == len(p.text) {
			p.at = start
			return nil, p.wrong("no } belongs to this {")
		}
		p.at++
	case c != end:
		text = strings.TrimSpace(p.until(special))
	}
	switch {
	case operation == "isEmpty" && text == "":
		return nil, nil
	case operation == "isEmpty":
		p.at = start
		return nil, p.wrong("isEmpty takes no value, not %q", text)
	case text == "":
		p.at = start
		return nil, p.wrong("%s wants a value, or several as in {a, b}", operation)
	}
	values := strings.Split(strings.ToLower(text), ",")
	for i := range values {
		values[i] = strings.TrimSpace(values[i])
		if values[i] == "" || strings.ContainsAny(values[i], special) {
			p.at = start
			return nil, p.wrong("%q is no value of a label", values[i])
		}
	}
	return values, nil
}

// valuesOf lists the values of the labels key:value, each once, in lower case.
func valuesOf(key string, labels []string) []string {
	var out []string
	for _, label := range labels {
		k, v, found := strings.Cut(label, ":")
		v = strings.ToLower(strings.TrimSpace(v))
		if found && strings.ToLower(strings.TrimSpace(k)) == key && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func every(values []string, is func(string) bool) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return !is(v) })
}
