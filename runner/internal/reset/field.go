package reset

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"
)

// structured reads the header RateLimit of the IETF's drafts
// (draft-ietf-httpapi-ratelimit-headers): a dictionary until draft 7,
//
//	limit=3, remaining=0, reset=3
//
// and a list of quotas from draft 8 on, with r for the remaining quota and t for the seconds:
//
//	"minute";r=0;t=3, "day";r=20;t=3600
//
// Quotas with nothing left come first, among them the latest reset.
func structured(text string) []Reading {
	if !strings.Contains(text, "=") {
		return nil
	}
	lines := []string{text}
	if dictionary, err := httpsfv.UnmarshalDictionary(lines); err == nil {
		if reset, ok := memberNumber(dictionary, "reset"); ok {
			left, _ := memberNumber(dictionary, "remaining")
			return []Reading{quota(text, reset, left)}
		}
	}
	list, err := httpsfv.UnmarshalList(lines)
	if err != nil {
		return nil
	}
	var out []Reading
	for _, member := range list {
		item, ok := member.(httpsfv.Item)
		if !ok {
			return nil
		}
		// An item without t has no time.
		if t, found := item.Params.Get("t"); found {
			left, _ := item.Params.Get("r")
			if reset, ok := numberText(t); ok {
				leftText, _ := numberText(left)
				out = append(out, quota(text, reset, leftText))
			}
		}
	}
	latestFirst(out)
	slices.SortStableFunc(out, func(a, b Reading) int {
		return rank(a.spent()) - rank(b.spent())
	})
	return out
}

// rank returns 0 for true, which sorts first.
func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

// quota returns the reading of a reset in seconds.
func quota(text, seconds, left string) Reading {
	n, _ := decimal(seconds)
	return Reading{Text: text, Form: RateLimit, Wait: span(n), left: left}
}

// spent reports whether the text says that the quota is used up.
func (r Reading) spent() bool { return nothing(r.left) }

// nothing reports whether a text is a number of at most 0; some limiters go below.
func nothing(left string) bool {
	n, ok := decimal(strings.TrimSpace(left))
	return ok && !math.IsNaN(n) && n <= 0
}

// memberNumber returns a numeric member of a dictionary.
func memberNumber(d *httpsfv.Dictionary, name string) (string, bool) {
	member, found := d.Get(name)
	if !found {
		return "", false
	}
	item, ok := member.(httpsfv.Item)
	if !ok {
		return "", false
	}
	return numberText(item.Value)
}

// numberText formats a number of a structured field in decimal digits.
func numberText(v any) (string, bool) {
	switch v := v.(type) {
	case int64:
		return fmt.Sprint(v), true
	case float64:
		return fmt.Sprint(v), true
	}
	return "", false
}
