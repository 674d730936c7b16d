package values

import (
	"fmt"
	"strconv"
)

// StatusRange is one status or a class of them ("4xx").
type StatusRange struct{ Low, High int }

// Has reports whether a status is in the range.
func (r StatusRange) Has(status int) bool { return r.Low <= status && status <= r.High }

// String returns the range as in a suite: "404", "4xx".
func (r StatusRange) String() string {
	if r.Low == r.High {
		return fmt.Sprintf("%03d", r.Low)
	}
	return strconv.Itoa(r.Low/100) + "xx"
}
