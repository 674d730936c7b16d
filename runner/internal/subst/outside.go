package subst

import "strings"

// Outside returns the offset of the first of these characters outside of references, len(s) if
// there is none.
func Outside(s, characters string) int {
	if !Has(s) {
		if i := strings.IndexAny(s, characters); i >= 0 {
			return i
		}
		return len(s)
	}
	for i := 0; i < len(s); i++ {
		if strings.HasPrefix(s[i:], "${") {
			if end := strings.IndexByte(s[i:], '}'); end > 0 {
				i += end
				continue
			}
		}
		if strings.IndexByte(characters, s[i]) >= 0 {
			return i
		}
	}
	return len(s)
}
