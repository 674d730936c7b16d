package mutate

import (
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/dialect"
	"assay/runner/internal/value"
)

// The limits of a suggested order: longer ones are hard to read.
const (
	mostKinds = 12
	mostSteps = 200
	mostOrder = 160
)

// eventKind is a kind of events: its name, and what its events meet.
type eventKind struct {
	name string
	is   any
}

// kindsOf returns the kinds of a stream's events, narrower ones first, and the kind of each event;
// nil if neither their types nor the members that they have distinguish them.
func kindsOf(s *exchange.Stream) (kinds []eventKind, of []int) {
	messages := s.Events
	if s.Done {
		messages = messages[:len(messages)-1]
	}
	if len(messages) == 0 {
		return nil, nil
	}
	typed := !slices.ContainsFunc(messages, func(e exchange.Event) bool { return e.Type == "" })
	if typed {
		kinds, of = byType(messages)
	} else {
		kinds, of = byMembers(messages)
	}
	if s.Done && kinds != nil {
		kinds, of = append(kinds, eventKind{unique(kinds, "done"), dialect.Done}), append(of, len(kinds))
	}
	return kinds, of
}

func byType(events []exchange.Event) (kinds []eventKind, of []int) {
	known := map[string]int{}
	for i := range events {
		kind, ok := known[events[i].Type]
		if !ok {
			if len(kinds) == mostKinds {
				return nil, nil
			}
			kind = len(kinds)
			known[events[i].Type] = kind
			kinds = append(kinds, eventKind{unique(kinds, events[i].Type), one("event", literal(events[i].Type))})
		}
		of = append(of, kind)
	}
	return kinds, of
}

// byMembers distinguishes events by the places in their JSON that have a value.
func byMembers(events []exchange.Event) (kinds []eventKind, of []int) {
	var having [][]string // of each distinct set of places, the places
	known := map[string]int{}
	for i := range events {
		root, err := parseTree([]byte(events[i].Data))
		if err != nil {
			return nil, nil
		}
		var places []string
		root.Walk(func(n *value.Node) {
			if n.Up != nil && n.Value != nil {
				places = append(places, pathOf(n))
			}
		})
		slices.Sort(places)
		key := strings.Join(places, "\n")
		set, ok := known[key]
		if !ok {
			if len(having) == mostKinds {
				return nil, nil
			}
			set = len(having)
			known[key] = set
			having = append(having, places)
		}
		of = append(of, set)
	}
	return named(having, of)
}

// named gives each set of places a kind: one at a time that has a place which none of those left
// has.
func named(having [][]string, of []int) ([]eventKind, []int) {
	var kinds []eventKind
	place := make([]int, len(having)) // the kind of a set
	left := make([]int, len(having))
	for i := range left {
		left[i] = i
	}
	for len(left) > 0 {
		at, own := -1, ""
		for i, set := range left {
			if own = ownPlace(having, left, set); own != "" {
				at = i
				break
			}
		}
		if at < 0 {
			return nil, nil
		}
		place[left[at]] = len(kinds)
		kinds = append(kinds, eventKind{unique(kinds, lastName(own)), one("json", one(own, "present"))})
		left = slices.Delete(left, at, at+1)
	}
	out := make([]int, len(of))
	for i, set := range of {
		out[i] = place[set]
	}
	return kinds, out
}

// ownPlace returns the deepest place that only this set has among those left; "" if there is none.
func ownPlace(having [][]string, left []int, set int) string {
	best := ""
	for _, p := range having[set] {
		shared := slices.ContainsFunc(left, func(other int) bool {
			_, has := slices.BinarySearch(having[other], p)
			return other != set && has
		})
		if !shared && strings.Count(p, ".") > strings.Count(best, ".") {
			best = p
		}
	}
	return best
}

func lastName(path string) string {
	return strings.Trim(path[strings.LastIndex(path, ".")+1:], "[]'\"0123456789")
}

// unique returns a name for a further kind, made of the characters that an order takes.
func unique(kinds []eventKind, name string) string {
	name = strings.Map(func(r rune) rune {
		if r < 128 && (r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			return r
		}
		return '_'
	}, name)
	if name == "" {
		name = "event"
	}
	for n, first := 2, name; slices.ContainsFunc(kinds, func(k eventKind) bool { return k.name == name }); n++ {
		name = first + "-" + strconv.Itoa(n)
	}
	return name
}

// orderOf returns the order in which the kinds come: what comes several times in turn is repeated
// with +. "" if it is too long.
func orderOf(kinds []eventKind, of []int) string {
	several := make([]bool, len(kinds))
	for i := 1; i < len(of); i++ {
		several[of[i]] = several[of[i]] || of[i] == of[i-1]
	}
	var steps []string
	for i, kind := range of {
		if i > 0 && kind == of[i-1] {
			continue
		}
		step := kinds[kind].name
		if several[kind] {
			step += "+"
		}
		if steps = append(steps, step); len(steps) > mostSteps {
			return ""
		}
	}
	if text := strings.Join(folded(steps), " "); len(text) <= mostOrder {
		return text
	}
	return ""
}

// folded replaces what follows itself by a group that is repeated, shorter ones first.
func folded(steps []string) []string {
	for width := 1; 2*width <= len(steps); width++ {
		for i := 0; i+2*width <= len(steps); i++ {
			group := steps[i : i+width]
			end := i + width
			for end+width <= len(steps) && slices.Equal(group, steps[end:end+width]) {
				end += width
			}
			if end == i+width {
				continue
			}
			text := strings.Join(group, " ")
			if width > 1 || strings.HasPrefix(text, "(") {
				text = "(" + text + ")"
			}
			if !strings.HasSuffix(text, "+") {
				text += "+"
			}
			return folded(slices.Concat(steps[:i], []string{text}, steps[end:]))
		}
	}
	return steps
}

// orderCandidates are expectations about which events there are: how often those come that come
// once, and in what order all do.
func orderCandidates(s *exchange.Stream) (count, order []pair) {
	kinds, of := kindsOf(s)
	if len(kinds) < 2 {
		return nil, nil
	}
	times := make([]int, len(kinds))
	for _, kind := range of {
		times[kind]++
	}
	const most = 4
	var counts []any
	var listed []pair
	for i, kind := range kinds {
		listed = append(listed, pair{kind.name, kind.is})
		if is, own := kind.is.([]pair); own && times[i] == 1 && len(counts) < most {
			counts = append(counts, []pair{{"of", is}, {"is", 1}})
		}
	}
	if len(counts) > 0 {
		count = one("count", counts)
	}
	if text := orderOf(kinds, of); text != "" {
		order = []pair{{"kinds", listed}, {"order", text}}
	}
	return count, order
}
