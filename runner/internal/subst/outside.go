package subst

import "strings"

// Outside is the offset of the first of these characters that stands in no
// reference, the length of s when there is none.
func Outside(s, characters string) int {
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
