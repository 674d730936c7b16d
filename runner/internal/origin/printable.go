package origin

import (
	"fmt"
	"strings"
)

// Printable percent-encodes the bytes of a URL's path or query that a request line may not have:
// spaces and whatever is not printable ASCII.
func Printable(rest string) string {
	bad := func(c byte) bool { return c <= ' ' || c >= 0x7f }
	for i := range len(rest) {
		if !bad(rest[i]) {
			continue
		}
		var b strings.Builder
		for i := range len(rest) {
			if bad(rest[i]) {
				fmt.Fprintf(&b, "%%%02X", rest[i])
			} else {
				b.WriteByte(rest[i])
			}
		}
		return b.String()
	}
	return rest
}
