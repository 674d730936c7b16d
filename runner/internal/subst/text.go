package subst

import (
	"encoding/json"
	"fmt"
)

// Text returns a value as part of a longer string: strings unchanged, everything else as JSON.
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
