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
	raw, err := CompactJSON(v)
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
	shown, err := CompactJSON(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return text.Cut(shown, 120)
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
