package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// collection is an export of Insomnia, in the members that versions 4 and 5 have in common.
type collection struct {
	data     string   // of the base environment
	sub      string   // of an environment below it
	folder   string   // members of the folder around the requests; none if empty
	requests []string // members of each request but its name; req_1 is the id of the first
}

// askedFor returns a collection of one request to a URL.
func askedFor(url, members string) collection {
	if members != "" {
		members = ", " + members
	}
	quotedURL, _ := json.Marshal(url)
	return collection{requests: []string{`"method": "GET", "url": ` + string(quotedURL) + members}}
}

// four returns the export of version 4, five that of version 5.
func (c collection) four() string {
	all := []string{`{"_id": "wrk_1", "_type": "workspace", "parentId": null, "name": "made", "scope": "collection"}`}
	data := c.data
	if data == "" {
		data = "{}"
	}
	all = append(all, `{"_id": "env_1", "_type": "environment", "parentId": "wrk_1", "name": "Base", "data": `+data+`}`)
	if c.sub != "" {
		all = append(all, `{"_id": "env_2", "_type": "environment", "parentId": "env_1", "name": "Sub", "data": `+c.sub+`}`)
	}
	around := "wrk_1"
	if c.folder != "" {
		around = "fld_1"
		all = append(all, `{"_id": "fld_1", "_type": "request_group", "parentId": "wrk_1", "name": "Folder", `+c.folder+`}`)
	}
	for i, r := range c.requests {
		all = append(all, fmt.Sprintf(`{"_id": "req_%d", "_type": "request", "parentId": %q, "metaSortKey": %d, "name": "r%d", %s}`, i+1, around, i+1, i+1, withAll(r)))
	}
	return `{"_type": "export", "__export_format": 4, "resources": [` + strings.Join(all, ",\n") + "]}\n"
}

func (c collection) five() string {
	var requests []string
	for i, r := range c.requests {
		requests = append(requests, fmt.Sprintf(`{"name": "r%d", "meta": {"id": "req_%d"}, %s}`, i+1, i+1, settings(withAll(r))))
	}
	list := strings.Join(requests, ",\n")
	if c.folder != "" {
		list = `{"name": "Folder", ` + c.folder + `, "children": [` + list + `]}`
	}
	environments := ""
	if c.data != "" || c.sub != "" {
		sub := ""
		if c.sub != "" {
			sub = `, "subEnvironments": [{"name": "Sub", "data": ` + c.sub + `}]`
		}
		data := c.data
		if data == "" {
			data = "{}"
		}
		environments = `, "environments": {"name": "Base", "data": ` + data + sub + `}`
	}
	return `{"type": "collection.insomnia.rest/5.0", "name": "made", "collection": [` + list + `]` + environments + "}\n"
}

// withAll returns the members of a request with those that Insomnia always writes.
func withAll(members string) string {
	for _, d := range []string{`"headers": []`, `"parameters": []`, `"body": {}`, `"authentication": {}`} {
		name, _, _ := strings.Cut(d, ":")
		if !strings.Contains(members, name+":") {
			members += ", " + d
		}
	}
	return members
}

// settings returns members with version 5's spelling of the settings.
func settings(members string) string {
	for old, now := range map[string]string{`"settingFollowRedirects": "off"`: `"settings": {"followRedirects": "off"}`, `"settingFollowRedirects": "on"`: `"settings": {"followRedirects": "on"}`} {
		members = strings.ReplaceAll(members, old, now)
	}
	return members
}

// insomniaExports returns constructs of Insomnia, as exports of version 4 and, where the versions
// differ, of version 5; the tool reads the first.
func insomniaExports() []construct {
	var all []construct
	add := func(name string, c collection) {
		fine := inJSON(`{"id": 7, "token": "dark", "name": "a b", "list": [1, 2]}`)
		all = append(all, construct{name: name, text: c.four(), answer: fine})
		if kind, _, _ := strings.Cut(name, "-"); !slices.Contains([]string{"url", "header", "query", "body"}, kind) { // the same in both
			all = append(all, construct{name: name + "-five", text: c.five(), peer: c.four(), answer: fine})
		}
	}
	for _, method := range methods {
		add("method-"+method, collection{requests: []string{fmt.Sprintf(`"method": %q, "url": "URL/made/x"`, method)}})
	}
	for i, v := range targets {
		add(fmt.Sprintf("url-%d", i+1), askedFor("URL/made"+v, ""))
	}
	for i, line := range headerLines {
		if name, value, ok := strings.Cut(line, ":"); ok && !aboutBodies(line) {
			add(fmt.Sprintf("header-%d", i+1), askedFor("URL/made", fmt.Sprintf(`"headers": [{"name": %q, "value": %q}]`, name, strings.TrimSpace(value))))
		}
	}
	for i, v := range queryValues {
		quotedValue, _ := json.Marshal(v)
		add(fmt.Sprintf("query-%d", i+1), askedFor("URL/made", `"parameters": [{"name": "a", "value": `+string(quotedValue)+`}]`))
	}
	for i, text := range bodies {
		quotedText, _ := json.Marshal(text)
		for j, kind := range []string{"application/json", "text/plain", ""} {
			add(fmt.Sprintf("body-%d-%d", i+1, j+1), posted(fmt.Sprintf(`{"mimeType": %q, "text": %s}`, kind, quotedText)))
		}
	}
	for i, body := range insomniaBodies {
		add(fmt.Sprintf("form-%d", i+1), posted(body))
	}
	for i, members := range insomniaRequests {
		add(fmt.Sprintf("request-%d", i+1), askedFor("URL/made/x", members))
	}
	for i, auth := range insomniaAuth {
		add(fmt.Sprintf("auth-%d", i+1), askedFor("URL/made/x", `"authentication": `+auth))
	}
	for i, text := range insomniaTemplates {
		c := askedFor("URL/made/x", "")
		quotedText, _ := json.Marshal(text)
		c.requests[0] = `"method": "POST", "url": "URL/made/x", "headers": [{"name": "X-A", "value": ` + string(quotedText) + `}, {"name": "Content-Type", "value": "text/plain"}], "body": {"mimeType": "text/plain", "text": ` + string(quotedText) + `}`
		c.data = dataFor(text)
		add(fmt.Sprintf("template-%d", i+1), c)
	}
	for i, text := range insomniaTags {
		c := askedFor("URL/made/x", "")
		quotedText, _ := json.Marshal(text)
		c.requests = append(c.requests, `"method": "GET", "url": "URL/made/y", "headers": [{"name": "X-A", "value": `+string(quotedText)+`}]`)
		add(fmt.Sprintf("tag-%d", i+1), c)
	}
	for i, c := range insomniaCollections {
		add(fmt.Sprintf("collection-%d", i+1), c)
	}
	return knownAre(all, knownOfInsomnia)
}

// posted returns a collection of a request with a body, and the header that Insomnia writes for
// it.
func posted(body string) collection {
	var b struct{ MimeType string }
	_ = json.Unmarshal([]byte(body), &b)
	headers := ""
	if b.MimeType != "" {
		headers = fmt.Sprintf(`"headers": [{"name": "Content-Type", "value": %q}], `, b.MimeType)
		if b.MimeType == "application/graphql" {
			headers = `"headers": [{"name": "Content-Type", "value": "application/json"}], `
		}
	}
	return collection{requests: []string{`"method": "POST", "url": "URL/made/x", ` + headers + `"body": ` + body}}
}

// knownOfInsomnia are the constructs that differ, and why.
var knownOfInsomnia = [][2]string{
	{"method-patch*", "a method is written in capitals here"},
	{"url-22", "Insomnia escapes an apostrophe in a path"},
	{"url-28", "Insomnia escapes an ampersand in a path"},
	{"url-40", "Insomnia leaves a parameter without a name out"},
	{"url-8[135]", "Insomnia escapes brackets and backslashes in a path in its own way"},
	{"header-27", "a header User-Agent without a value is left out"},
	{"header-45", "a header Cookie without a value is left out"},
	{"auth-1[345]*", "the library of version 2022.7 knows no API keys"},
}

// insomniaData are the members of an environment.
var insomniaData = [][2]string{
	{"base", `"URL/made"`}, {"word", `"lemon"`}, {"n", "7"}, {"f", "1.5"}, {"yes", "true"}, {"nil", "null"}, {"list", `["a", "b"]`}, {"deep", `{"er": "x", "list": [{"id": 1}]}`},
	{"other", `"{{ _.word }}-2"`}, {"with space", `"s"`}, {"token", `"dark"`},
}

// dataFor returns an environment with the members that a template names.
func dataFor(template string) string {
	var out []string
	for _, m := range insomniaData {
		isNamed := slices.ContainsFunc([]string{"_.", "_['", "_[\"", "{{ "}, func(before string) bool { return strings.Contains(template, before+m[0]) })
		if isNamed || m[0] == "word" && strings.Contains(template, "other") {
			out = append(out, fmt.Sprintf("%q: %s", m[0], m[1]))
		}
	}
	return "{" + strings.Join(out, ", ") + "}"
}

var (
	queryValues    = []string{"1", "", "b c", "b%20c", "b+c", "é", "b&c=d", "b/c?d", "a,b;c", "#x", "100%", "~!*'()", "[1]", "{x}", "\"", "a:b@c", "${x}"}
	insomniaBodies = []string{
		`{}`, `{"mimeType": "application/json"}`, `{"mimeType": "application/json", "text": ""}`, `{"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "b c&d"}, {"name": "e", "value": ""}]}`, `{"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}, {"name": "b", "value": "3", "disabled": true}]}`, `{"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "", "value": "1"}, {"name": "a", "value": "é"}]}`, `{"mimeType": "application/x-www-form-urlencoded", "params": []}`, `{"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "1", "disabled": true}]}`,
		`{"mimeType": "multipart/form-data", "params": [{"name": "a", "value": "b c"}, {"name": "e", "value": "é"}]}`, `{"mimeType": "multipart/form-data", "params": [{"name": "a", "value": "1"}, {"name": "b", "value": "2", "disabled": true}]}`, `{"mimeType": "multipart/form-data", "params": [{"name": "a", "value": "{\"b\": 1}", "type": "text", "multiline": "application/json"}]}`, `{"mimeType": "multipart/form-data", "params": [{"name": "a", "type": "file", "fileName": "sent.txt"}]}`, `{"mimeType": "multipart/form-data", "params": [{"name": "a", "type": "file", "fileName": ""}]}`, `{"mimeType": "multipart/form-data", "params": []}`,
		`{"mimeType": "application/graphql", "text": "{\"query\": \"{a}\"}"}`, `{"mimeType": "application/graphql", "text": "{\"query\": \"query Q($b: Int) {a(b: $b)}\", \"variables\": {\"b\": 1}, \"operationName\": \"Q\"}"}`, `{"mimeType": "application/octet-stream", "fileName": "sent.txt"}`, `{"mimeType": "text/yaml", "text": "a: 1\n"}`, `{"mimeType": "application/vnd.api+json", "text": "{\"a\": 1}"}`, `{"mimeType": "application/json", "text": "{\"a\": 1} // b"}`, `{"text": "x"}`,
	}
	insomniaRequests = []string{
		`"headers": [{"name": "X-A", "value": "1"}, {"name": "X-B", "value": "2", "disabled": true}]`, `"headers": [{"name": "", "value": "1"}]`, `"headers": [{"name": "X-A", "value": "1"}, {"name": "X-A", "value": "2"}]`, `"headers": [{"name": "X-A", "value": "1", "description": "d"}]`, `"parameters": [{"name": "a", "value": "1"}, {"name": "b", "value": "2", "disabled": true}]`, `"parameters": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]`, `"parameters": [{"name": "", "value": "1"}]`, `"parameters": [{"name": "a b", "value": "1"}]`, `"parameters": [{"name": "a[]", "value": "1"}, {"name": "b"}]`,
		`"settingFollowRedirects": "off"`, `"settingEncodeUrl": false, "parameters": [{"name": "a", "value": "b%20c"}]`, `"settingSendCookies": false`, `"description": "d", "isPrivate": false, "metaSortKey": -1`, `"body": {"mimeType": "application/json", "text": "{\"a\": 1}"}`, `"headers": [{"name": "User-Agent", "value": "insomnia/10.0.0"}]`, `"preRequestScript": "insomnia.environment.set('a', 1);"`, `"afterResponseScript": "insomnia.test('a', () => {});"`,
	}
	insomniaAuth = []string{
		`{"type": "none"}`, `{"type": "basic", "username": "dark", "password": "dark"}`, `{"type": "basic", "username": "dark", "password": ""}`, `{"type": "basic", "username": "", "password": "dark"}`, `{"type": "basic", "username": "dark", "password": "dark", "disabled": true}`, `{"type": "basic", "username": "dark", "password": "dark", "useISO88591": true}`,
		`{"type": "bearer", "token": "dark"}`, `{"type": "bearer", "token": "dark", "prefix": "Token"}`, `{"type": "bearer", "token": "dark", "prefix": ""}`, `{"type": "bearer", "token": "dark", "prefix": "NO_PREFIX"}`, `{"type": "bearer", "token": "dark", "disabled": true}`, `{"type": "digest", "username": "dark", "password": "dark"}`,
		`{"type": "apikey", "key": "X-Key", "value": "dark", "addTo": "header"}`, `{"type": "apikey", "key": "key", "value": "dark", "addTo": "queryParams"}`, `{"type": "apikey", "key": "sid", "value": "dark", "addTo": "cookie"}`, `{"type": "apikey", "key": "", "value": "dark", "addTo": "header"}`, `{"type": "hawk", "id": "a", "key": "dark", "algorithm": "sha256"}`, `{"type": "oauth1", "consumerKey": "a", "consumerSecret": "dark"}`, `{"type": "ntlm", "username": "dark", "password": "dark"}`, `{"type": "netrc"}`, `{"type": "asap", "issuer": "a"}`, `{"type": "oauth2", "grantType": "authorization_code"}`,
	}
	// insomniaTemplates are texts in a request whose environment is of insomniaData.
	insomniaTemplates = []string{
		"{{ _.word }}", "{{_.word}}", "{{ word }}", "a {{ _.word }} b {{ _.n }}", "{{ _['word'] }}", "{{ _[\"word\"] }}", "{{ _['with space'] }}", "{{ _.n }}", "{{ _.f }}", "{{ _.yes }}", "{{ _.nil }}", "{{ _.list }}", "{{ _.list[0] }}", "{{ _.deep.er }}", "{{ _.deep['er'] }}", "{{ _.deep.list[0].id }}", "{{ _.other }}", "{{ _.deep }}", "{{ _.none }}", "{{ _.word | upper }}", "{{ _.word ~ 'x' }}", "{{ _.n + 1 }}", "{{ 'text' }}", "{{ 7 }}", "{# comment #}a", "{% if _.yes %}a{% else %}b{% endif %}", "{% raw %}{{ _.word }}{% endraw %}", "{% set x = 1 %}{{ x }}", "{{ _.word }", "{ _.word }", "{%", "{{", "}}", "{{ }}", "a{{ _.token }}", "{{_.word}}{{_.word}}", "{{ base }}", "{{- _.word -}}", "$x ${x} %x%",
	}
	// insomniaTags are texts in a second request.
	insomniaTags = []string{
		"{% response 'body', 'req_1', 'b64::JC5pZA==::46b', 'never', 60 %}", "{% response 'body', 'req_1', '$.id', 'never', 60 %}", "{% response 'body', 'req_1', '$.name', 'never', 60 %}", "{% response 'body', 'req_1', '$.list[0]', 'never', 60 %}", "{% response 'body', 'req_1', '$.list[*]', 'never', 60 %}", "{% response 'body', 'req_1', '$.none', 'never', 60 %}", "{% response 'header', 'req_1', 'Content-Type', 'never', 60 %}", "{% response 'raw', 'req_1', '', 'never', 60 %}", "{% response 'url', 'req_1', '', 'never', 60 %}", "{% response 'body', 'req_1', '$.token', 'no-history', 60 %}", "{% response 'body', 'req_9', '$.id', 'never', 60 %}",
		"{% base64 'encode', 'normal', 'a b' %}", "{% base64 'decode', 'normal', 'YSBi' %}", "{% hash 'md5', 'hex', 'a' %}", "{% jsonpath '{\"a\": 1}', '$.a' %}", "{% uuid 'v4' %}", "{% uuid %}", "{% request 'name', '', 0 %}", "{% cookie 'http://x.example', 'a' %}", "{% prompt 'a' %}", "{% file '/none' %}", "{% os 'arch', '' %}", "{% made 'up' %}", "{% faker 'randomUUID' %}",
	}
	insomniaCollections = []collection{
		{data: `{"base": "URL/made"}`, requests: []string{`"method": "GET", "url": "{{ _.base }}/x"`}}, {data: `{"base": "URL/made"}`, sub: `{"word": "sub"}`, requests: []string{`"method": "GET", "url": "{{ _.base }}/{{ _.word }}"`}}, {data: `{"base": "URL/made", "word": "base"}`, sub: `{"word": "sub"}`, requests: []string{`"method": "GET", "url": "{{ _.base }}/{{ _.word }}"`}}, {data: `{"base": "URL/made", "deep": {"a": 1, "b": 2}}`, sub: `{"deep": {"a": 3}}`, requests: []string{`"method": "GET", "url": "{{ _.base }}/{{ _.deep.a }}/{{ _.deep.b }}"`}}, {data: `{"host": "127.0.0.1:PORT", "base": "http://{{ _.host }}/made"}`, requests: []string{`"method": "GET", "url": "{{ _.base }}/x"`}}, {data: `{"base": "URL/made"}`, sub: `{"full": "{{ _.base }}/sub"}`, requests: []string{`"method": "GET", "url": "{{ _.full }}/x"`}},
		{data: `{"a": "{% base64 'encode', 'normal', 'x' %}", "b": "{# c #}d"}`, requests: []string{`"method": "GET", "url": "URL/made/{{ _.b }}"`, `"method": "GET", "url": "URL/made/{{ _.a }}"`}}, {folder: `"environment": {"word": "folder"}`, data: `{"word": "base"}`, requests: []string{`"method": "GET", "url": "URL/made/{{ _.word }}"`}}, {folder: `"environment": {"deep": {"a": "x"}}`, requests: []string{`"method": "GET", "url": "URL/made/{{ _.deep.a }}"`}}, {folder: `"environment": {"full": "{{ _.word }}-2"}`, data: `{"word": "base"}`, requests: []string{`"method": "GET", "url": "URL/made/{{ _.full }}"`}}, {folder: `"environment": {}, "description": "d"`, requests: []string{`"method": "GET", "url": "URL/made/a"`, `"method": "POST", "url": "URL/made/b"`}},
		{requests: []string{`"method": "GET", "url": "URL/sets-cookie"`, `"method": "GET", "url": "URL/needs-cookie"`}}, {requests: []string{`"method": "GET", "url": "URL/redirect/2"`}}, {requests: []string{`"method": "GET", "url": "URL/redirect/1", "settingFollowRedirects": "off"`}}, {requests: []string{`"method": "POST", "url": "URL/redirect/1", "body": {"mimeType": "text/plain", "text": "a"}`}}, {requests: []string{`"method": "GET", "url": "URL/missing"`}}, {requests: []string{`"method": "GET", "url": "127.0.0.1:PORT/made"`}}, {requests: []string{`"method": "GET", "url": ""`, `"method": "GET", "url": "URL/made"`}}, {data: `{"a": "x y", "b": "1&2"}`, requests: []string{`"method": "GET", "url": "URL/made/{{ _.a }}", "parameters": [{"name": "q", "value": "{{ _.b }}"}]`}}, {data: `{"n": 7, "t": "8", "s": "x"}`, requests: []string{`"method": "POST", "url": "URL/made", "headers": [{"name": "Content-Type", "value": "application/json"}], "body": {"mimeType": "application/json", "text": "{\"n\": {{ _.n }}, \"t\": \"{{ _.t }}\", \"u\": {{ _.t }}, \"s\": \"{{ _.s }}\"}"}`}},
	}
)
