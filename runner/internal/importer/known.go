package importer

import "slices"

// knownValue is a text with a name: a secret's value, or a part of an answer.
type knownValue struct {
	text   string
	name   string // of the secret, or of the part
	secret bool   // no file may hold it
	env    bool   // it is declared under secrets:
	from   *Probe // whose answer has it; may be nil
	source Map    // how it is captured

	variable string // of the file that has this value; "" none
}

// leastInside is the least length of a secret that is searched for inside other texts.
const leastInside = 8

// known are the known values, in the order in which they became known. It finds those in a text in
// one pass, however many there are: a recording may have an id in each answer.
type known struct {
	all   []knownValue
	texts map[string]int                // the first value with a text
	heads map[[leastInside]byte][]int32 // parts of answers, by how their literals begin
}

// add adds a value.
func (k *known) add(v knownValue) *knownValue {
	if k.texts == nil {
		k.texts, k.heads = map[string]int{}, map[[leastInside]byte][]int32{}
	}
	at := len(k.all)
	k.all = append(k.all, v)
	if _, twice := k.texts[v.text]; !twice {
		k.texts[v.text] = at
	}
	if v.from != nil && len(v.text) >= leastInside {
		head := [leastInside]byte([]byte(Literal(v.text)))
		k.heads[head] = append(k.heads[head], int32(at)) //nolint:gosec // fewer than the bytes of a file
	}
	return &k.all[at]
}

// of returns the first value with a text, nil if there is none.
func (k *known) of(text string) *knownValue {
	if at, ok := k.texts[text]; ok {
		return &k.all[at]
	}
	return nil
}

// inside returns the parts of answers that a text may have, in their order.
func (k *known) inside(s string) []*knownValue {
	if len(k.heads) == 0 {
		return nil
	}
	var found []int32
	for i := 0; i+leastInside <= len(s); i++ {
		found = append(found, k.heads[[leastInside]byte([]byte(s[i:i+leastInside]))]...)
	}
	slices.Sort(found)
	found = slices.Compact(found)
	out := make([]*knownValue, len(found))
	for i, at := range found {
		out[i] = &k.all[at]
	}
	return out
}
