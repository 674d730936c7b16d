package suite

import (
	"slices"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// field is one key of a map: how it is read, and its parts of the JSON Schema and the reference.
type field[T any] struct {
	key     string
	shape   lang.Shape
	meaning string
	read    func(d *doc, n *yaml.Node, to T)
	// nullable: read accepts null, which removes an earlier value.
	nullable bool
}

// table lists the keys that a map may have.
type table[T any] struct {
	what string // for messages: "a probe"
	// rows makes the fields, when the table is first used: all tables together would cost each
	// start of the command a tenth of a millisecond.
	rows    func() []field[T]
	aliases aliases
	advice  advice
	once    sync.Once
	made    []field[T]
}

func (t *table[T]) fields() []field[T] {
	t.once.Do(func() { t.made = t.rows() })
	return t.made
}

// read reads the map n into to, key by key.
func (t *table[T]) read(d *doc, n *yaml.Node, to T) {
	if !isMap(n) {
		_ = t.noMap(d, n)
		return
	}
	source.Each(n, func(e source.Entry) { t.readKey(d, e, to) })
}

func (t *table[T]) noMap(d *doc, n *yaml.Node) *source.Problem {
	return d.mistake(n, "expected %s: a map with the keys %s; got %s", t.what, lang.List(t.keys()), kindOf(n))
}

func (t *table[T]) readKey(d *doc, e source.Entry, to T) {
	fields := t.fields()
	for i := range fields {
		f := &fields[i]
		if f.key != e.Key {
			continue
		}
		if isNull(e.Value) && !f.nullable {
			d.expected(e.Value, f.key, f.shape.Words)
			return
		}
		f.read(d, e.Value, to)
		return
	}
	t.unknown(d, e)
}

func (t *table[T]) unknown(d *doc, e source.Entry) {
	p := d.mistake(e.KeyNode, "unknown key %q in %s", cut(e.Key), t.what)
	p.Word = e.Key
	if p.DidYouMean = t.meant(d, e.Key); t.what == wholeSuite {
		d.lost[p.DidYouMean] = true
	}
	switch next := t.advice[source.Bare(e.Key)]; {
	case p.DidYouMean != "":
	case next != "":
		p.Next = next
	case isNull(e.Value) && strings.Contains(e.Key, " "):
		p.Next = "if it is part of the text before it, quote that text: in braces a comma ends a value"
	default:
		p.Next = "known here: " + strings.Join(t.keys(), ", ")
	}
}

func (t *table[T]) has(key string) bool {
	return slices.ContainsFunc(t.fields(), func(f field[T]) bool { return f.key == key })
}

func (t *table[T]) keys() []string {
	fields := t.fields()
	out := make([]string, len(fields))
	for i := range fields {
		out[i] = fields[i].key
	}
	return out
}

// entriesOf returns the entries of a map of names; it reports an n that is not a map.
func (d *doc) entriesOf(n *yaml.Node, key, want string) []source.Entry {
	if !isMap(n) {
		d.expected(n, key, want)
		return nil
	}
	return source.Entries(n)
}

// The usual fields.

func textField[T any](key, meaning string, to func(T) *string) field[T] {
	return field[T]{key: key, shape: lang.Text, meaning: meaning, read: func(d *doc, n *yaml.Node, t T) {
		*to(t), _ = d.text(n, key)
	}}
}

// sentenceField makes a field for a text that a person reads; it must not be empty.
func sentenceField[T any](key, meaning string, to func(T) *string) field[T] {
	return field[T]{key: key, shape: lang.Sentence, meaning: meaning, read: func(d *doc, n *yaml.Node, t T) {
		text, ok := d.text(n, key)
		if *to(t) = text; ok && strings.TrimSpace(text) == "" {
			d.mistake(n, "%s: the text is empty", key).Next = "write the sentence, or leave " + key + " out"
		}
	}}
}

func countField[T any](key, meaning string, least int, to func(T) *int) field[T] {
	return field[T]{key: key, shape: lang.Count(least), meaning: meaning, read: func(d *doc, n *yaml.Node, t T) {
		*to(t) = d.integer(n, key, least)
	}}
}

func durationField[T any](key, meaning string, to func(T) *time.Duration) field[T] {
	return field[T]{key: key, shape: lang.Duration, meaning: meaning, read: func(d *doc, n *yaml.Node, t T) {
		*to(t) = d.duration(n, key)
	}}
}
