package predicate

import (
	"strings"

	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
)

// maskedOutcome returns o, the outcome of op for v, unless it depends on masks of v.
func maskedOutcome(known mask.Names, op Operator, v any, o outcome.Outcome) outcome.Outcome {
	switch v := v.(type) {
	case string:
		if strings.Contains(v, "${") {
			if masks := known.In(v); masks != nil {
				return maskedText(known, op, v, masks, o)
			}
		}
	case []any, map[string]any:
		if c, ok := op.(comparing); ok {
			return c.Compared(known, v)
		}
	}
	return o
}

// maskedText judges a text with masks in it.
func maskedText(known mask.Names, op Operator, text string, masks []mask.Mask, o outcome.Outcome) outcome.Outcome {
	if _, ok := op.(delegating); ok {
		return o
	}
	if masks[0].WholeNode(text) {
		return outcome.Unknown
	}
	switch op := op.(type) {
	case comparing:
		return op.Compared(known, text)
	case masked:
		return op.OfMasked(known, text, masks, o)
	}
	return mask.Whatever(masks, func(filler string) bool { return op.Holds(mask.Filled(text, masks, filler)) == outcome.Met })
}
