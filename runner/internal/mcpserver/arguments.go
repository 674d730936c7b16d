package mcpserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"assay/runner/internal/source"
)

// argument is one of the arguments of a tool: a text, or a list of texts.
type argument struct {
	name, meaning  string
	list, required bool
	index          int // of its field
}

// argumentsOf lists the arguments that the fields of an input type describe.
func argumentsOf(t reflect.Type) []argument {
	out := make([]argument, t.NumField())
	for i := range out {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		out[i] = argument{name: name, meaning: f.Tag.Get("jsonschema"), list: f.Type.Kind() == reflect.Slice, required: options != "omitempty", index: i}
	}
	return out
}

// readArguments reads the arguments of a call into In, a struct of texts and lists of texts. The
// error is a *fault with codeArguments that names the argument and the next step.
func readArguments[In any](raw json.RawMessage) (in In, err error) {
	all := argumentsOf(reflect.TypeFor[In]())
	given := map[string]json.RawMessage{}
	if text := bytes.TrimSpace(raw); len(text) > 0 && json.Unmarshal(text, &given) != nil {
		return in, &fault{Code: codeArguments, Message: "arguments: expected an object, got " + kindOf(text), Next: takes(all)}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.ContainsFunc(all, func(a argument) bool { return a.name == name }) {
			return in, unknownArgument(name, all)
		}
	}
	for _, a := range all {
		text, ok := given[a.name]
		if !ok && a.required {
			return in, &fault{Code: codeArguments, Message: a.name + " is missing: " + a.meaning, Next: takes(all)}
		}
		if !ok || kindOf(text) == "null" && !a.required {
			continue
		}
		if err := a.read(text, reflect.ValueOf(&in).Elem().Field(a.index)); err != nil {
			return in, err
		}
	}
	return in, nil
}

// read reads the value of an argument into a field.
func (a argument) read(text json.RawMessage, field reflect.Value) error {
	got := kindOf(text)
	if got != "null" && json.Unmarshal(text, field.Addr().Interface()) == nil {
		return nil
	}
	wrong := &fault{Code: codeArguments, Message: fmt.Sprintf("%s: expected a text, got %s", a.name, got), Next: "give " + a.meaning}
	if a.list {
		wrong.Message = fmt.Sprintf("%s: expected a list of texts, got %s", a.name, got)
		var items []json.RawMessage
		switch {
		case got == "a text":
			wrong.Next = fmt.Sprintf("put it in a list: [%s]", short(string(text)))
		case json.Unmarshal(text, &items) == nil:
			n := slices.IndexFunc(items, func(item json.RawMessage) bool { return kindOf(item) != "a text" })
			wrong.Message = fmt.Sprintf("%s: expected a list of texts, item %d is %s", a.name, n+1, kindOf(items[n]))
		}
	}
	return wrong
}

// unknownArgument is the fault of an argument that a tool does not take.
func unknownArgument(name string, all []argument) *fault {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = a.name
	}
	f := &fault{Code: codeArguments, Message: fmt.Sprintf("unknown argument %q", short(name)), Next: takes(all)}
	if near := source.Nearest(name, names); near != "" {
		f.Next = fmt.Sprintf("did you mean %q?", near)
	}
	return f
}

// takes says which arguments a tool takes.
func takes(all []argument) string {
	if len(all) == 0 {
		return "this tool takes no arguments"
	}
	parts := make([]string, len(all))
	for i, a := range all {
		parts[i] = a.name
		if !a.required {
			parts[i] += " (optional)"
		}
	}
	return "this tool takes " + strings.Join(parts, ", ")
}

// kindOf names the type of a JSON value.
func kindOf(text json.RawMessage) string {
	switch text := bytes.TrimSpace(text); {
	case len(text) == 0 || text[0] == 'n':
		return "null"
	case text[0] == '"':
		return "a text"
	case text[0] == '[':
		return "a list"
	case text[0] == '{':
		return "an object"
	case text[0] == 't' || text[0] == 'f':
		return "true or false"
	}
	return "a number"
}
