package xml

import (
	"errors"
	"fmt"
	"strings"
	"sync"
)

// mostMarkup is the maximum nesting of elements: the libraries take time and memory that grow with
// its square, and a stack that grows with it.
const mostMarkup = 5_000

// errMarkupUnread is that HTML is over a limit of its parser, which takes any text otherwise.
var errMarkupUnread = errors.New("it is over a limit of the parser of HTML")

var errMarkupTooDeep = fmt.Errorf("its elements are nested more than %d deep, which is not read", mostMarkup)

// loose are the elements of HTML that need no end tag (WHATWG HTML, sections 13.1.2 "void elements"
// and 13.1.2.4 "Optional tags"): their tags do not show how deep they nest.
var loose = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for name := range strings.FieldsSeq("area base br col embed hr img input link meta source track wbr param " +
		"html head body li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr td th") {
		names[name] = true
	}
	return names
})

// tooDeep reports whether tags nest deeper than the limit. It scans the text once without parsing:
// comments and the like can only make it report too early.
func tooDeep(text string, html bool) bool {
	if strings.Count(text, "<") <= mostMarkup {
		return false
	}
	depth := 0
	for {
		_, rest, found := strings.Cut(text, "<")
		if !found || rest == "" {
			return false
		}
		text = rest
		switch rest[0] {
		case '!', '?':
			text = behind(rest)
		case '/':
			if name := tagName(rest[1:]); !html || !loose()[strings.ToLower(name)] {
				depth = max(0, depth-1)
			}
		default:
			name := tagName(rest)
			end := strings.IndexByte(rest[:min(len(rest), 4096)], '>')
			closed := end > 0 && rest[end-1] == '/' && !html
			if name != "" && !closed && (!html || !loose()[strings.ToLower(name)]) {
				depth++
			}
		}
		if depth > mostMarkup {
			return true
		}
	}
}

// behind returns the text after a comment, a CDATA section or a declaration.
func behind(rest string) string {
	end := ">"
	switch {
	case strings.HasPrefix(rest, "!--"):
		end = "-->"
	case strings.HasPrefix(rest, "![CDATA["):
		end = "]]>"
	}
	_, after, _ := strings.Cut(rest, end)
	return after
}

// tagName returns the name at the start of a tag, "" if there is none.
func tagName(s string) string {
	end := strings.IndexAny(s[:min(len(s), 64)], " \t\r\n/>")
	if end < 0 {
		end = min(len(s), 64)
	}
	if end == 0 || (s[0]|0x20 < 'a' || s[0]|0x20 > 'z') && s[0] < 0x80 && s[0] != '_' {
		return ""
	}
	return s[:end]
}
