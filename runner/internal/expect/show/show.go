package show

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"assay/runner/internal/expect/values"
	"assay/runner/internal/text"
	"assay/runner/internal/value"
)

// Value formats a judged value for messages: with its type if the kind of value leaves that open,
// and of limited length.
func Value(v any, k values.Kind) string {
	switch v := v.(type) {
	case values.Nothing:
		return "absent"
	case values.Nodes:
		return Nodes(v, k)
	case values.Partial:
		return Quote(v.Text) + " …"
	case time.Duration, values.Size:
		return fmt.Sprint(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		if k == values.AsText {
			return Quote(v)
		}
	}
	if k != values.AsJSON {
		return fmt.Sprint(v)
	}
	shown := JSON(v)
	if list, ok := v.([]any); ok && strings.HasSuffix(shown, "… (array)") {
		shown += ", " + text.Count(len(list), "item")
	}
	return shown
}

// Nodes shows the first few of a list of nodes.
func Nodes(nodes values.Nodes, k values.Kind) string {
	const most = 4
	shown := make([]string, 0, most)
	for _, v := range nodes[:min(len(nodes), most)] {
		shown = append(shown, Value(v, k))
	}
	if len(nodes) > most {
		shown = append(shown, fmt.Sprintf("… %d more", len(nodes)-most))
	}
	if len(shown) == 0 {
		return "nothing"
	}
	return strings.Join(shown, ", ")
}

// JSON formats a value as JSON with its type. A longer object shows its keys, a longer text or list
// its beginning.
func JSON(v any) string {
	if v == nil {
		return "null"
	}
	const most = 120
	raw, err := CompactJSON(beginning(v))
	if err != nil {
		return fmt.Sprint(v)
	}
	if o, ok := v.(map[string]any); ok && len(raw) > most {
		return "an object with " + text.Cut(strings.Join(value.Names(o, nil), ", "), most)
	}
	return text.Cut(raw, most) + " (" + values.JSONType(v) + ")"
}

// CompactJSON returns a value's JSON, without escapes for <, > and &.
func CompactJSON(v any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// JSONText returns a value's JSON, of limited length.
func JSONText(v any) string {
	raw, err := CompactJSON(beginning(v))
	if err != nil {
		return fmt.Sprint(v)
	}
	return text.Cut(raw, 120)
}

// shownBytes is how many bytes of a value's JSON are made: more than messages show, in characters
// of up to 4 bytes.
const shownBytes = 1 << 10

// beginning returns v without what is behind the first bytes of its JSON: a large value takes much
// longer to format than to judge. What is left is as long as what messages show, or whole.
func beginning(v any) any {
	room := shownBytes
	return begin(v, &room)
}

func begin(v any, room *int) any {
	switch v := v.(type) {
	case string:
		kept := v[:min(len(v), max(*room, 0))]
		*room -= len(v) + len(`""`)
		return kept
	case []any:
		if len(v) == 0 {
			break
		}
		out := make([]any, 0, min(len(v), shownBytes))
		for i := 0; i < len(v) && *room > 0; i++ {
			*room -= len(`,`)
			out = append(out, begin(v[i], room))
		}
		return out
	case map[string]any:
		if len(v) == 0 {
			break
		}
		out := map[string]any{}
		for _, name := range value.Names(v, nil) {
			if *room <= 0 {
				break
			}
			*room -= len(name) + len(`"":`)
			out[name] = begin(v[name], room)
		}
		return out
	}
	*room -= len(`0`)
	return v
}

// Here describes a value that a path goes beyond: an object's keys, an array's length.
func Here(v any) string {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			return "an object without keys"
		}
		return "an object with the " + text.Noun(len(v), "key") + " " + text.Cut(strings.Join(value.Names(v, nil), ", "), 200)
	case []any:
		return "an array of " + text.Count(len(v), "item")
	}
	return Value(v, values.AsJSON)
}

// NotAList says that v is not a list; "" if it is one.
func NotAList(v any) string {
	if _, ok := values.Items(v); ok {
		return ""
	}
	return "expected a list; this is " + WithArticle(values.TypeOf(v))
}
