package exchange

import (
	"net/http"
	"strings"
)

// Cookies returns the cookies that the Set-Cookie fields of h set, in order.
func (h Header) Cookies() []*http.Cookie {
	var set []*http.Cookie
	for i := range h {
		if !strings.EqualFold(h[i].Name, "Set-Cookie") {
			continue
		}
		if c := setCookie(h[i].Value); c != nil {
			set = append(set, c)
		}
	}
	return set
}

// setCookie reads a Set-Cookie field as clients have to (RFC 6265, section 5.2), whatever
// characters name and value contain: net/http reads only what servers ought to send (section 4.1),
// and browsers keep a cookie that holds JSON. Quoted reports whether the value was quoted, as in
// net/http. It returns nil if the field sets nothing.
func setCookie(line string) *http.Cookie {
	pair, attributes, _ := strings.Cut(line, ";")
	name, value, found := strings.Cut(pair, "=")
	if name = strings.Trim(name, " \t"); name == "" || !found {
		return nil
	}
	c, err := http.ParseSetCookie("n=v;" + attributes)
	if err != nil {
		return nil
	}
	c.Name, c.Value, c.Raw = name, strings.Trim(value, " \t"), line
	if n := len(c.Value); n > 1 && c.Value[0] == '"' && c.Value[n-1] == '"' {
		c.Value, c.Quoted = c.Value[1:n-1], true
	}
	return c
}
