package exchange

import "strings"

// OneLine returns a reason on one line, for lists. Of several lines it keeps the first and those
// indented below it, which end the sentence, and leaves out the next step after them.
func OneLine(why string) string {
	first, rest, more := strings.Cut(why, "\n")
	if !more {
		return why
	}
	var details []string
	for line := range strings.SplitSeq(rest, "\n") {
		detail := strings.TrimLeft(line, " \t")
		if detail == line {
			break
		}
		details = append(details, strings.TrimRight(detail, " "))
	}
	if len(details) == 0 {
		return first
	}
	return first + " " + strings.Join(details, "; ")
}
