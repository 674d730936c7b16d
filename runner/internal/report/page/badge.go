package page

import (
	"fmt"
	"html"
	"io"
	"unicode/utf8"

	"assay/runner/internal/report"
)

// The size of a badge. Its text is scaled to the width, so that it needs no font's measures.
const (
	badgeHeight = 20
	badgeChar   = 7 // of a character
	badgeEdge   = 6
)

// The colors of a badge, each with a contrast of at least 4.5 to its white text.
var badgeColors = map[string]string{report.Broken: "#b3202c", report.Inconclusive: "#7d4e00", report.Holds: "#116b37", report.Pending: "#4c5870"}

// WriteBadge writes how suites are doing as a small SVG image, for a README.
func WriteBadge(w io.Writer, s *report.Status) error {
	t := s.Tally()
	says := "not judged"
	switch s.Verdict {
	case report.Broken:
		says = fmt.Sprintf("%d broken", t.Broken)
	case report.Inconclusive:
		says = fmt.Sprintf("%d inconclusive", t.Inconclusive)
	case report.Holds:
		says = fmt.Sprintf("%d %s", t.Holds, choose(t.Holds == 1, "holds", "hold"))
	}
	const name = "contracts"
	left, right := badgeWidth(name), badgeWidth(says)
	label := html.EscapeString(name + ": " + says)
	part := func(x, width int, text string) string {
		return fmt.Sprintf(`<text x="%d" y="14" textLength="%d" lengthAdjust="spacingAndGlyphs">%s</text>`, x+badgeEdge, width-2*badgeEdge, html.EscapeString(text))
	}
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" role="img" aria-label="%s"><title>%s</title>`+
		`<rect width="%d" height="%d" rx="3" fill="%s"/><path d="M3 0H%dV%dH3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#3b4252"/>`+
		`<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">%s%s</g></svg>`+"\n",
		left+right, badgeHeight, label, label, left+right, badgeHeight, badgeColors[s.Verdict], left, badgeHeight,
		part(0, left, name), part(left, right, says))
	return err
}

func badgeWidth(text string) int { return utf8.RuneCountInString(text)*badgeChar + 2*badgeEdge }
