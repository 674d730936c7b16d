package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	gocmp "github.com/google/go-cmp/cmp"
)

// request is a request as the server received it.
type request struct {
	Line    string
	Query   []string // in the order of their names
	Headers []string
	Body    string
}

// requestOf returns a request without the parts that every client writes in its own way.
func requestOf(r *http.Request, body []byte) request {
	out := request{Line: r.Method + " " + r.URL.EscapedPath(), Query: pairs(r.URL.RawQuery), Body: string(body)}
	media, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	for name, values := range r.Header {
		for _, value := range values {
			if !own(name, value) {
				out.Headers = append(out.Headers, name+": "+fieldValue(name, value, params))
			}
		}
	}
	slices.Sort(out.Headers)
	for i, h := range out.Headers {
		out.Headers[i] = uuid.ReplaceAllString(h, "uuid")
	}
	switch {
	case media == "application/x-www-form-urlencoded":
		out.Body = strings.Join(pairs(out.Body), "&")
	case strings.HasPrefix(media, "multipart/"):
		out.Body = strings.ReplaceAll(out.Body, params["boundary"], "boundary")
		out.Body = parts(out.Body)
	case json.Valid(body) && strings.HasSuffix(media, "json"):
		out.Body = compacted(body)
	}
	return out
}

// exactly returns a request byte by byte, but for the fields that a client adds by itself, the
// boundary of a form, how addresses and URL-encoded forms write their characters, and JSON, which
// counts by value.
func exactly(r *http.Request, body []byte) request {
	out := request{Line: r.Method + " " + escapes(r.RequestURI), Body: string(body), Headers: []string{"Host: " + r.Host}}
	media, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	boundary := strings.NewReplacer(cmp.Or(params["boundary"], "\x00"), "boundary")
	for name, values := range r.Header {
		for _, value := range values {
			if name == "Expect" { // curl asks so for uploads, by its version
				continue
			}
			if name == "Connection" && value != "keep-alive" || !own(name, value) {
				out.Headers = append(out.Headers, name+": "+boundary.Replace(fieldValue(name, value, nil)))
			}
		}
	}
	slices.Sort(out.Headers)
	switch {
	case media == "application/x-www-form-urlencoded":
		out.Body = decoded(out.Body)
	case json.Valid(body) && strings.HasSuffix(media, "json"):
		out.Body = compacted(body)
	default:
		out.Body = boundary.Replace(out.Body)
	}
	return out
}

// escapes returns an address with the characters that no URL has escaped, and upper-case escapes.
func escapes(address string) string {
	var out strings.Builder
	for i := 0; i < len(address); i++ {
		c := address[i]
		switch {
		case c == '%' && i+2 < len(address):
			out.WriteString(strings.ToUpper(address[i : i+3]))
			i += 2
		case c <= ' ' || c > '~' || strings.IndexByte("\"<>\\^`{|}", c) >= 0:
			fmt.Fprintf(&out, "%%%02X", c)
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

// compacted returns a JSON text with its members in one order, and without what only writes it.
func compacted(body []byte) string {
	var v any
	_ = json.Unmarshal(body, &v)
	again, _ := json.Marshal(v)
	return string(again)
}

// decoded returns a URL-encoded form with its pairs decoded where that is another writing of them.
func decoded(form string) string {
	all := strings.Split(form, "&")
	for i, pair := range all {
		name, value, ok := strings.Cut(pair, "=")
		name, errName := url.QueryUnescape(name)
		value, err := url.QueryUnescape(value)
		if ok && name != "" && errName == nil && err == nil {
			all[i] = fmt.Sprintf("%q=%q", name, value)
		}
	}
	return strings.Join(all, "&")
}

// uuid matches a UUID, which each run makes anew.
var uuid = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// own reports whether a client adds the field by itself.
func own(name, value string) bool {
	switch name {
	case "User-Agent":
		return strings.HasPrefix(value, "hurl/") || strings.HasPrefix(value, "curl/") || strings.HasPrefix(value, "PostmanRuntime/") || value == "httpyac" || value == "node" || strings.HasPrefix(value, "bruno-runtime/") || strings.HasPrefix(value, "insomnia/") || strings.HasPrefix(value, "assay")
	case "Accept":
		return value == "*/*" || value == "application/json, text/plain, */*"
	case "Accept-Encoding":
		return value != "identity"
	case "Cache-Control":
		return value == "no-cache"
	case "Accept-Language":
		return value == "*"
	case "Sec-Fetch-Mode":
		return value == "cors"
	case "Content-Length", "Connection", "Postman-Token", "Request-Start-Time":
		return true
	}
	return false
}

// fieldValue returns a value without a boundary, and cookies in the order of their names.
func fieldValue(name, value string, params map[string]string) string {
	if b := params["boundary"]; name == "Content-Type" && b != "" {
		return "multipart"
	}
	if name == "Cookie" {
		cookies := strings.FieldsFunc(value, func(c rune) bool { return c == ';' || c == ' ' })
		slices.Sort(cookies)
		return strings.Join(cookies, "; ")
	}
	return value
}

// pairs decodes a query or a form: the order of different names does not count.
func pairs(s string) []string {
	var out []string
	for pair := range strings.SplitSeq(s, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		plainName, errName := url.QueryUnescape(name)
		plain, err := url.QueryUnescape(value)
		if err != nil || errName != nil {
			plainName, plain = name, value
		}
		out = append(out, fmt.Sprintf("%q=%q", plainName, plain))
	}
	slices.SortStableFunc(out, func(a, b string) int {
		nameA, _, _ := strings.Cut(a, "=")
		nameB, _, _ := strings.Cut(b, "=")
		return strings.Compare(nameA, nameB)
	})
	return out
}

// parts returns a multipart body with the fields of each part in one order.
func parts(body string) string {
	all := strings.Split(strings.TrimRight(body, "\r\n"), "--boundary")
	for i, part := range all {
		head, rest, ok := strings.Cut(part, "\r\n\r\n")
		if !ok {
			continue
		}
		fields := strings.Split(strings.TrimSpace(head), "\r\n")
		slices.Sort(fields)
		all[i] = strings.Join(fields, "\n") + "\n\n" + rest
	}
	return strings.Join(all, "--")
}

// differ describes the differences of two lists of requests, "" if there are none. The order of
// those that change nothing does not count.
func differ(peer, ours []request) string {
	changes := func(r request) bool { return !strings.HasPrefix(r.Line, "GET ") && !strings.HasPrefix(r.Line, "HEAD ") }
	if !slices.ContainsFunc(peer, changes) && !slices.ContainsFunc(ours, changes) {
		for _, list := range [][]request{peer, ours} {
			slices.SortStableFunc(list, func(a, b request) int { return strings.Compare(a.Line, b.Line) })
		}
	}
	return gocmp.Diff(peer, ours)
}
