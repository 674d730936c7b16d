package drift

import (
	"encoding/json"
	"strconv"
	"strings"

	"assay/runner/internal/text"
)

// tree is the combined shape of the JSON values in one place, of several responses or of the items
// of a list.
type tree struct {
	kinds   kinds
	members map[string]*tree // of the objects
	objects int              // how many of the values are objects
	seen    int              // how many values there are
	items   *tree            // of the lists
	lists   int
	longest int // maximum number of items of one list
	words   words
	skip    bool // declared as volatile
}

// kinds is a set of JSON types.
type kinds uint8

// The JSON types, one bit each.
const (
	null kinds = 1 << iota
	boolean
	number
	textual
	list
	object
)

var kindNames = [...]string{"null", "boolean", "number", "string", "array", "object"}

func (k kinds) String() string {
	var out []string
	for i, name := range kindNames {
		if k&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return strings.Join(out, " or ")
}

// add adds a value to the tree. at is the place of the value, nil unless something below is
// declared as volatile.
func (t *tree) add(v any, at *place) {
	if at.declared() {
		t.skip = true
		return
	}
	t.seen++
	switch v := v.(type) {
	case nil:
		t.kinds |= null
	case bool:
		t.kinds |= boolean
		t.words.add(strconv.FormatBool(v))
	case json.Number:
		t.kinds |= number
		t.words.add(v.String())
	case string:
		t.kinds |= textual
		t.words.add(v)
	case []any:
		t.kinds |= list
		t.lists++
		t.longest = max(t.longest, len(v))
		for i, item := range v {
			if t.items == nil {
				t.items = &tree{}
			}
			t.items.add(item, at.item(i))
		}
	case map[string]any:
		t.kinds |= object
		t.objects++
		for name, member := range v {
			t.member(name).add(member, at.member(name))
		}
	}
}

// member returns the tree of a member's values, a new one on first use.
func (t *tree) member(name string) *tree {
	if t.members == nil {
		t.members = map[string]*tree{}
	}
	m := t.members[name]
	if m == nil {
		m = &tree{}
		t.members[name] = m
	}
	return m
}

// have returns how many of the values have the member.
func (t *tree) have(name string) int {
	if m := t.members[name]; m != nil {
		return m.seen
	}
	return 0
}

// shown formats a tree's value or, if there are several, their types.
func (t *tree) shown() string {
	if t == nil || t.seen == 0 {
		return "absent"
	}
	if v, ok := t.words.only(); ok && t.kinds&(list|object) == 0 {
		if t.kinds&textual != 0 {
			v = strconv.Quote(text.Short(v))
		}
		return v + " (" + t.kinds.String() + ")"
	}
	if t.kinds == list {
		return text.Count(t.longest, "item")
	}
	return t.kinds.String()
}

// first returns the first of many words, and how many more there are.
func first(all []string) []string {
	const most = 5
	if len(all) <= most {
		return all
	}
	return append(all[:most:most], strconv.Itoa(len(all)-most)+" more")
}

// partly says that only some have it: "3 of 10 items"; "" if all do.
func partly(n, of int, noun string) string {
	if n == of {
		return ""
	}
	return strconv.Itoa(n) + " of " + text.Count(of, noun)
}
