package origin

import (
	"net"
	"net/url"
	"strings"
	"unicode"
)

// Meant returns the URL that an address without http:// or https:// probably means: "http" for a
// host of this machine and for one with a port of its own, "https" for any other name with a dot.
// It is "" for an address that may mean anything.
func Meant(address string) string {
	if schemeEnd(address) > 0 || strings.HasPrefix(address, "/") {
		return ""
	}
	u, err := url.Parse("http://" + address)
	if err != nil || u.User != nil {
		return ""
	}
	ip := net.ParseIP(u.Hostname())
	if name := u.Hostname(); ip == nil && !strings.ContainsFunc(name[strings.LastIndexByte(name, '.')+1:], unicode.IsLetter) {
		return "" // a number
	}
	switch local := u.Hostname() == "localhost" || ip.IsLoopback(); {
	case local, ip.IsPrivate(), u.Port() != "" && u.Port() != "443":
		return "http://" + address
	case strings.Contains(strings.Trim(u.Hostname(), "."), "."), ip != nil:
		return "https://" + address
	}
	return ""
}
