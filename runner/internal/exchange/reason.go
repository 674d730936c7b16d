package exchange

import "strings"

// OneLine is a reason on one line, for lists: of a reason of several lines the first,
// and what it lists indented below, which ends the sentence; the next step after that
// is left out.
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
