package main

import (
	"fmt"
	"slices"
	"strings"
)

// curlCommands returns constructs of curl: each flag that changes a request with each of its
// values. Every secret is the word dark, which our run of the suite gets by the environment.
func curlCommands() []construct {
	var all []construct
	add := func(name, command string) {
		all = append(all, construct{name: name, text: command + "\n", known: knownOfCurl[command]})
	}
	each := func(name string, values []string, command func(value string) string) {
		for i, v := range values {
			add(fmt.Sprintf("%s-%d", name, i+1), command(v))
		}
	}
	for _, flag := range bodyFlags {
		each(strings.TrimLeft(flag, "-"), bodies, func(v string) string { return "curl " + flag + " " + quoted(v) + " URL/text" })
	}
	for i, kind := range contentTypes {
		each(fmt.Sprintf("typed-%d", i+1), typedBodies, func(v string) string { return "curl -H " + quoted(kind) + " -d " + quoted(v) + " URL/text" })
	}
	each("form", formFields, func(v string) string { return "curl -F " + quoted(v) + " URL/text" })
	each("form-two", formFields, func(v string) string { return "curl -F first=1 -F " + quoted(v) + " URL/text" })
	each("path", targets, func(v string) string { return "curl " + quoted("URL/text"+v) })
	each("path-bare", bareTargets, func(v string) string { return "curl URL/text" + v })
	each("query-flag", urlQueries, func(v string) string { return "curl -G --data-urlencode " + quoted(v) + " " + quoted("URL/text?z=1") })
	each("get", queries(), func(v string) string { return "curl -G -d " + quoted(v) + " " + quoted("URL/text?z=1") })
	each("header", slices.DeleteFunc(slices.Clone(headerLines), aboutBodies), func(v string) string { return "curl -H " + quoted(v) + " URL/text" })
	each("header-post", headerLines, func(v string) string { return "curl -d a=1 -H " + quoted(v) + " URL/text" })
	each("cookie", cookieLines, func(v string) string { return "curl -b " + quoted(v) + " URL/text" })
	each("user", userWords, func(v string) string { return "curl -u " + quoted(v) + " URL/text" })
	for _, method := range methods {
		add("method-"+method, "curl -X "+method+" URL/text")
		add("method-data-"+method, "curl -X "+method+" -d a=1 URL/text")
		add("method-json-"+method, "curl -X "+method+" --json '{\"a\":1}' URL/text")
	}
	for i, command := range otherCommands {
		add(fmt.Sprintf("other-%d", i+1), command)
	}
	return all
}

// knownOfCurl are the commands that differ, and why: docs/import.md says so.
var knownOfCurl = map[string]string{
	"N='a\"b'\ncurl --json \"{\\\"n\\\":\\\"$N\\\"}\" URL/text": "a variable in a text of JSON is written as JSON writes it",
}

// aboutBodies reports whether a header promises a body, for which a server waits.
func aboutBodies(header string) bool {
	return header == "Content-Length: 3" || header == "Transfer-Encoding: chunked" || header == "Expect: 100-continue"
}

// queries are the bodies that an address can have: curl refuses those with control characters.
func queries() []string {
	return slices.DeleteFunc(slices.Clone(bodies), func(s string) bool { return strings.ContainsAny(s, "\n\t ") })
}

// quoted returns a word for the shell.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

var (
	methods   = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE", "patch", "M-SEARCH"}
	bodyFlags = []string{"-d", "--data-raw", "--data-binary", "--data-urlencode", "--json"}
	bodies    = []string{
		"a=1", "a=1&b=2", "a=1&a=2", "a", "a=", "=a", "", "&", "a&&b", "a=1&", "a=b c", "a=b+c", "a=b%20c", "a=b%2", "a=é", "a=%C3%A9", "a=b=c", "a=1;b=2", "a b=c", "a[]=1&a[]=2", "a[b]=1",
		"=", "==", "a=@part.txt", "@part.txt", "@lines.txt", "@data.json", "name@part.txt", "a=${x}", "a=$x", "a=\"b\"", "a='b'", "a=\\n", "a=b\nc", "a=b\n", "\n", " a=1", "a=1 ", "{\"a\":1}", "{\"a\": 1}", "{ \"b\": 1, \"a\": 2 }",
		"{\"a\":1,\"a\":2}", "{\"a\":1.0}", "{\"a\":1e3}", "{\"a\":12345678901234567890}", "{\"a\":\"é\"}", "{\"a\":\"\\u00e9\"}", "{\"a\":\"\\/\"}", "{\"a\":\"<b>&\"}", "[1, 2]", "\"text\"", "null", "7", "true", "{}", "{\"a\":\"${x}\"}", "{\"a\":1", "{\"a\":1}\n", "<a>1</a>", "plain text", "~!$'()*,:;?/",
		"a=%00", "a=\t", "%", "a=%zz", "a=1#b", "a?b=1",
	}
	typedBodies  = []string{"a=1", "a=b c", "a", "", "{\"a\": 1}", "{\"a\":12345678901234567890}", "{\"a\":1,\"a\":2}", "{\"a\":1", "[1, 2]", "\"text\"", "a=b\nc"}
	contentTypes = []string{
		"Content-Type: application/json", "Content-Type: application/json; charset=utf-8", "content-type: application/vnd.api+json", "Content-Type: text/plain", "Content-Type: application/x-www-form-urlencoded; charset=utf-8",
		"Content-Type:", "Content-Type: ", "Content-Type;",
	}
	formFields = []string{
		"a=1", "a=", "a=b c", "a=é", "a=\"b;c\"", "a=b;type=text/html", "a=b;type=text/html;charset=utf-8", "a=@part.txt", "a=@part.txt;filename=other.txt", "a=@part.txt;type=text/html", "a=@part.txt;filename=\"x y.txt\";type=text/csv", "a=<part.txt", "a=<part.txt;type=text/html", "a=@data.json", "a=@lines.txt",
		"a=b=c", "a b=c", "a=b\nc", "a=${x}", "a=1;b=2", "a={\"b\": 1};type=application/json", "é=1", "a[]=1", "a=@part.txt,data.json", "a=;type=text/plain", "a=b;filename=c.txt", "a=b;headers=\"X-A: 1\"", "a=b;encoder=base64", "a\"b=c",
	}
	targets = []string{
		"", "/", "/a b", "/a%20b", "/a%2Fb", "/é", "/%C3%A9", "//a", "/a//b", "/a/../b", "/a/./b", "/a/..", "/a/.", "/%2e%2e/a", "/a%2e/b", "/..a", "/a;b=1", "/a:b", "/a@b", "/a+b", "/a,b", "/a'b", "/a(b)", "/a*b", "/a!b", "/a~b", "/a=b", "/a&b", "/a$b", "/a|b", "/a\"b", "/a<b>", "/a^b", "/a`b", "/a%2f", "/${x}",
		"?", "?a", "?a=", "?=a", "?a=1", "?a=1&b=2", "?b=1&a=2", "?a=1&a=2", "?a=b c", "?a=b%20c", "?a=b+c", "?a=b%2Bc", "?a=é", "?a=%C3%A9", "?a=b/c", "?a=b%2Fc", "?a=b?c", "?a=b:c@d", "?a=%zz", "?a=%", "?a&b", "?&a=1", "?a=1&", "?a=1&&b=2", "?a=1;b=2", "?a=b=c", "?%61=1", "?a='b'", "?a=\"b\"", "?a=<b>", "?a=b|c", "?a=b^c", "?a=$x", "?a=${x}", "?a=b,c", "?a=(b)", "?a=b*c!", "?a=~b",
		"#a", "?a=1#b", "/a#b?c=1", "?a=b#",
		"/{a,b}", "?a={b,c}", "/[1-2]", "?a=[1-3:2]", "/[a-b]", "?a\\[b\\]=1", "/\\{a\\}", "/{a}", "/a{,b}",
	}
	bareTargets = []string{"?a=1", "/a%20b", "/a\\ b", "?a=1\\&b=2", "/$NONE", "/~a", "/\"a b\"", "/'a'b"}
	urlQueries  = []string{"a=b c", "a", "=a", "a=", "a@part.txt", "@part.txt", "a=é", "a=b&c", "a=b+c", "a=b%20c", "a=b/c?d", "a=~b*c!", "a=(b)'c'", "a b=c"}
	headerLines = []string{
		"X-A: b", "X-A:b", "X-A:  b  ", "X-A;", "X-A:", "X-A: ", "X-A", "X-A: b: c", "X-A: é", "X-A: \"b\"", "X-A: b, c", "x-a: b", "X_A: b", "X-A: ${x}", "X-A: $x", "X-A: #b", "X-A: true", "X-A: 7", "X-A: null", "X-A: b; c", "X-A: 'b'", "X-A: a\tb",
		"Accept: text/plain", "Accept:", "Accept: */*", "User-Agent: me", "User-Agent:", "User-Agent;", "Host: other.example", "Host: other.example:81", "Host:", "Content-Type: text/plain", "Content-Length:", "Content-Length: 3", "Expect:", "Expect: 100-continue", "Connection: close", "Connection: keep-alive", "Accept-Encoding: identity", "Accept-Encoding: gzip", "Accept-Encoding: br", "Accept-Encoding:",
		"Cookie: a=dark; b=dark", "Cookie: a=dark;b=dark", "Cookie:", "Referer: http://x.example/", "Range: bytes=0-5", "If-None-Match: \"a\"", "Authorization: Bearer dark", "Authorization: Basic YW5uOmRhcms=", "Authorization: dark", "Authorization: Token dark", "X-API-Key: dark", "Transfer-Encoding: chunked", "TE: trailers", "Origin: null", "Date: Thu, 01 Jan 2026 00:00:00 GMT", "Cache-Control: no-cache", "Pragma: no-cache", "Upgrade-Insecure-Requests: 1", "@headers.txt",
	}
	cookieLines = []string{"a=dark", "a=dark; b=dark", "a=dark;b=dark", "a=dark; a=dark", "a=", "a=dark; b=dark; c=dark", "a=dark;", "; a=dark", "=dark", "cookies.txt", "none.txt"}
	userWords   = []string{"ann:dark", ":dark", "an n:dark", "é:dark"}

	otherCommands = []string{
		"curl -I URL/text", "curl --head -G -d a=1 URL/text", "curl -T part.txt URL/text", "curl -T part.txt URL/text/", "curl -T part.txt -X POST URL/text", "curl -T part.txt -H 'Content-Type: text/plain' URL/text", "curl -T lines.txt URL/text",
		"curl -A me URL/text", "curl -A '' URL/text", "curl -e http://x.example/ URL/text", "curl -e '' URL/text", "curl -e 'http://x.example/;auto' URL/text", "curl -r 0-5 URL/text", "curl -r 5- URL/text", "curl -r -5 URL/text", "curl --compressed URL/text",
		"curl -d a=1 -d b=2 URL/text", "curl -d a=1 -d @part.txt URL/text", "curl -d a=1 --data-urlencode 'b=c d' URL/text", "curl --json '{\"a\":1' --json ',\"b\":2}' URL/text", "curl --data-binary @lines.txt URL/text", "curl --data-binary a=1 --data-binary b=2 URL/text", "curl -d '' URL/text", "curl -d '' -X PUT URL/text",
		"curl --json '{}' -H 'Content-Type: text/plain' URL/text", "curl --json '{}' -H 'Accept: text/plain' URL/text", "curl --json '{}' -H 'accept:' URL/text", "curl --form-string 'a=@part.txt;type=x' URL/text", "curl -F a=1 -F a=2 URL/text", "curl -F a=1 -X PUT URL/text", "curl -F a=1 -H 'Content-Type: multipart/mixed' URL/text",
		"curl --oauth2-bearer dark URL/text", "curl --basic -u ann:dark URL/text", "curl -u ann:dark -H 'Authorization: Bearer dark' URL/text", "curl http://ann:dark@127.0.0.1:PORT/text", "curl http://dark@127.0.0.1:PORT/text", "curl -u ann:dark http://bob:x@127.0.0.1:PORT/text", "curl http://a%40b:dark@127.0.0.1:PORT/text",
		"curl -b a=dark -b b=dark URL/text", "curl -b a=dark -H 'Cookie: b=dark' URL/text", "curl -H 'X-A: 1' -H 'X-A: 2' URL/text", "curl -H 'X-A: 1' -H 'x-a: 2' URL/text", "curl -H 'X-A: 1' -H 'X-A:' URL/text",
		"curl -L URL/redirect/2", "curl -L -d a=1 URL/redirect/1", "curl -L -X PUT URL/redirect/1", "curl -L -X POST -d a=1 URL/redirect/1", "curl -L --post302 -d a=1 URL/redirect/1", "curl -L -b a=dark URL/redirect/1", "curl -L -u ann:dark URL/redirect/1", "curl -L -e 'http://x.example/;auto' URL/redirect/1", "curl -L --max-redirs 1 URL/redirect/1", "curl -L --max-redirs -1 URL/redirect/3",
		"curl -c jar.txt URL/sets-cookie\ncurl -b jar.txt URL/needs-cookie", "curl -c jar.txt -b jar.txt URL/sets-cookie URL/needs-cookie", "curl URL/sets-cookie\ncurl URL/text", "curl URL/sets-cookie URL/text", "curl -b '' URL/sets-cookie URL/needs-cookie", "curl -b a=dark -c jar.txt URL/sets-cookie URL/text",
		"curl URL/text URL/json", "curl -d a=1 URL/text --next URL/json", "curl -d a=1 URL/text --next -d b=2 URL/json", "curl -H 'X-A: 1' URL/text --next URL/json", "curl URL/text -: -I URL/json",
		"curl --url URL/text", "curl --url URL/text --url-query a=1", "curl --url-query 'a=b c' URL/text", "curl --url-query +a=b%20c 'URL/text?z=1'", "curl --url-query a=1 -d b=2 URL/text", "curl --url-query a@part.txt URL/text",
		"curl 127.0.0.1:PORT/text", "curl HTTP://127.0.0.1:PORT/text", "curl --path-as-is URL/text/a/../b", "curl -g 'URL/text/{a,b}'", "curl -g 'URL/text?a[]=1'", "curl --proto-default http 127.0.0.1:PORT/text",
		"curl --connect-to other.example:80:127.0.0.1:PORT http://other.example/text", "curl --resolve other.example:PORT:127.0.0.1 http://other.example:PORT/text", "curl --http1.1 URL/text", "curl -0 URL/text", "curl --tr-encoding URL/text", "curl --raw URL/text", "curl -N URL/text", "curl --no-keepalive URL/text", "curl -z '2026-01-01' URL/text", "curl --crlf -T lines.txt URL/text", "curl --request-target /text/other URL/text", "curl --haproxy-protocol URL/text",
		"curl -sS -o out.txt -D - -w '%{http_code}' -m 5 --retry 2 -f URL/text", "curl -XPOST -dname=ann URL/text", "curl -d@part.txt URL/text", "curl -sXPUT -da=1 URL/text", "curl --request=PUT URL/text", "curl --data=a URL/text", "curl --head=x URL/text", "curl --dat a=1 URL/text",
		"X=dark\ncurl -H \"X-API-Key: $X\" URL/text", "B=URL\ncurl \"$B/text?a=1\"", "N='b c'\ncurl -d \"a=$N\" URL/text", "N=7\ncurl -H 'Content-Type: application/json' -d \"{\\\"n\\\": $N}\" URL/text", "N='b c'\ncurl --data-urlencode \"a=$N\" URL/text", "N='a&b'\ncurl \"URL/text?q=$N\"", "N='a\"b'\ncurl --json \"{\\\"n\\\":\\\"$N\\\"}\" URL/text",
		"N=$(curl -s URL/json | jq -r .id)\ncurl \"URL/text?n=$N\"", "N=$(curl -s URL/json | jq .name)\ncurl -d \"n=$N\" URL/text", "N=$(curl -s URL/text)\ncurl -H \"X-A: $N\" URL/text", "N=$(curl -s -o /dev/null -w '%{http_code}' URL/text)\ncurl \"URL/text?n=$N\"", "curl -d @- URL/text <<EOF\na=1\nb=2\nEOF", "curl -d @- URL/text <<'EOF'\n{\"a\": \"$x\"}\nEOF", "echo a=1 | curl -d @- URL/text", "printf 'a=1\\n' | curl --data-binary @- URL/text", "cat part.txt | curl -T - URL/text", "echo -n '{\"a\":1}' | curl --json @- URL/text",
		"curl -d $'a=b\\tc' URL/text", "curl -d \"a=\\$x\" URL/text", "curl -d a=b\\ c URL/text", "curl \\\n  -d a=1 \\\n  URL/text", "curl -d a=1 URL/text & wait", "curl -d a=1 URL/text && curl URL/json", "curl -d a=1 URL/text || curl URL/json", "curl -K curl.conf URL/text", "curl -n URL/text",
	}
)
