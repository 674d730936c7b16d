package mutate

import (
	"encoding/json"
	"strings"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/reset"
	"assay/runner/internal/value"
)

// namedTime is a time that a part of a response names: when a limit resets, when a token expires.
type namedTime struct {
	reset.Reading
	from time.Time // when the response came
}

// mostWait is the longest time that may be made longer.
const mostWait = 100 * 365 * 24 * time.Hour

// resetIn returns the reset that a header names; false if it names none.
func resetIn(f exchange.Field, o *exchange.Observation) (namedTime, bool) {
	from := reset.Clock(o)
	if from.IsZero() {
		return namedTime{}, false
	}
	named := reset.Of(exchange.Header{f}, from)
	if len(named) == 0 || named[0].Wait >= mostWait {
		return namedTime{}, false
	}
	return namedTime{named[0].Reading, from}, true
}

// timeIn returns the time that a member of a JSON body names: a number or text that can be read as
// one, and whose key says that it is one.
func timeIn(n *value.Node, o *exchange.Observation) (namedTime, bool) {
	if n.Up == nil || n.InArray() || !namesTime(n.Key) {
		return namedTime{}, false
	}
	from := reset.Clock(o)
	if from.IsZero() {
		return namedTime{}, false
	}
	text, isText := n.Value.(string)
	if number, ok := n.Value.(json.Number); ok {
		text, isText = number.String(), true
	}
	if !isText {
		return namedTime{}, false
	}
	read, err := reset.Read(text, from)
	if err != nil || read.Wait >= mostWait {
		return namedTime{}, false
	}
	return namedTime{read, from}, true
}

// namesTime reports whether a member of that name is a time to wait until.
func namesTime(key string) bool {
	key = strings.ToLower(key)
	for _, word := range []string{"reset", "retry", "expires", "expiry"} {
		if strings.Contains(key, word) {
			return true
		}
	}
	return false
}

// later returns the time a day later, in its own form.
func (t namedTime) later() string { return reset.Write(t.Wait+24*time.Hour, t.from, t.Form) }

// over returns a time that has passed, in the same form: a day earlier, or none left. It returns
// false if the time itself has passed.
func (t namedTime) over() (string, bool) {
	if t.Wait <= 0 {
		return "", false
	}
	if t.Form.Absolute() {
		return reset.Write(t.Wait-24*time.Hour, t.from, t.Form), true
	}
	return reset.Write(0, t.from, t.Form), true
}

// otherUnit returns the same time in the unit that it is most likely confused with: milliseconds
// instead of seconds, and the reverse. It returns false for a form without one.
func (t namedTime) otherUnit() (string, bool) {
	switch t.Form {
	case reset.Seconds:
		return reset.Write(t.Wait, t.from, reset.Milliseconds), t.Wait > 0
	case reset.Epoch:
		return reset.Write(t.Wait, t.from, reset.EpochMS), true
	case reset.EpochMS:
		return reset.Write(t.Wait.Round(time.Second), t.from, reset.Epoch), true
	}
	return "", false
}

// bounds returns expectations of the time, the weakest first; none if it is not within a day.
func (t namedTime) bounds() []any {
	least := "gt"
	if t.Wait == 0 {
		least = "ge"
	}
	var most string
	switch {
	case t.Wait < 0:
		return nil
	case t.Wait <= time.Minute:
		most = "1m"
	case t.Wait <= time.Hour:
		most = "1h"
	case t.Wait <= 24*time.Hour:
		most = "1d"
	default:
		return nil
	}
	out := []any{one("time_until", []pair{{least, "0s"}, {"le", most}})}
	if t.Form == reset.Epoch || t.Form == reset.EpochMS {
		out = append(out, one("time_until", []pair{{least, "0s"}, {"le", most}, {"as", string(t.Form)}}))
	}
	return out
}
