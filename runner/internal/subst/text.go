package subst

import (
	"encoding/json"
	"fmt"
)

// Text is a value as it stands inside a longer string: strings as they are,
// everything else as JSON.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return v
	case json.Number:
		return v.String()
	case int, int64, bool:
		return fmt.Sprint(v)
	}
	raw, err := marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return raw
}
