package testkit

import (
	"regexp"
	"strings"
)

var (
	countedTimes  = regexp.MustCompile(`, \d+ (volatile|timing)\b`)
	timingOnly    = regexp.MustCompile(`\b\d+ (volatile|timing)\b`)
	timing        = regexp.MustCompile(`^ +timing +duration: `)
	continuedNote = regexp.MustCompile(`^ {16}`)
)

// Untimed returns the text of a comparison of targets without what depends on the machine: times
// that differ, with the heads that have nothing else below them, and counts of times and of
// volatile parts, among which is the date.
func Untimed(text string) string {
	var kept []string
	dropping := false
	for _, line := range strings.Split(text, "\n") {
		dropping = timing.MatchString(line) || dropping && continuedNote.MatchString(line)
		if !dropping {
			kept = append(kept, line)
		}
	}
	for _, head := range []string{"    ", "  "} { // of a group, of all responses
		kept = withoutBareHeads(kept, head)
	}
	text = countedTimes.ReplaceAllString(strings.Join(kept, "\n"), "")
	return timingOnly.ReplaceAllString(text, "none")
}

// withoutBareHeads drops the lines with this indentation that nothing deeper follows, where lines
// with it have something below them.
func withoutBareHeads(lines []string, indent string) []string {
	var out []string
	inside := false
	for i, line := range lines {
		if strings.HasPrefix(line, "  responses of ") {
			inside = true
		} else if !strings.HasPrefix(line, "    ") {
			inside = false
		}
		own := strings.HasPrefix(line, indent) && !strings.HasPrefix(line, indent+" ")
		below := i+1 < len(lines) && strings.HasPrefix(lines[i+1], indent+" ")
		if inside && own && !below {
			continue
		}
		out = append(out, line)
	}
	return out
}
