package importer_test

import (
	"strings"
	"testing"
)

// importCase is an input in its tool's format, with the texts required in the suite and in the
// list.
type importCase struct {
	name, kind, text string
	want             []string // texts that the suite has
	left             []string // texts of the lines listed, in order
}

func collection(rest string) string {
	return `{"info": {"name": "shop"}, "item": [` + rest + `}`
}

// Parts that a suite refuses are removed and listed with their line; the rest is written.
var refusedParts = []importCase{
	{"an expectation", "hurl", "GET https://shop.example/a\nHTTP 200\n[Asserts]\njsonpath \"$.a\" == 1\njsonpath \"$[\" == 1\nduration < 1e3\n",
		[]string{"expect: {status: 200, json: {$.a: 1}}"},
		[]string{"a.hurl:5:1: an expectation of get-a is left out: ", "a.hurl:6:1: an expectation of get-a is left out: "}},
	{"one of several of the same", "hurl", "GET https://shop.example/a\nHTTP 200\n[Asserts]\nduration < 9000\nduration < 8000\nduration < 1e3\n",
		[]string{"duration: {lt: 9000ms}", "all: [{duration: {lt: 8000ms}}]"},
		[]string{"a.hurl:6:1: an expectation of get-a is left out"}},
	{"all that is expected", "hurl", "GET https://shop.example/a\nHTTP *\n[Asserts]\nduration < 1e3\n",
		[]string{"expect: {status: {lt: 500}}", `pending: "what it expects is not carried over: say what must hold"`},
		[]string{"a.hurl:4:1: an expectation of get-a is left out"}},
	{"a request, and what comes after it", "hurl", "GET https://shop.example/a\nHTTP 200\n\nGET ht!tp://shop.example/b\nHTTP 200\n\nGET https://shop.example/c\nHTTP 200\n",
		[]string{"get-c:\n    path: /c\n    after: get-a\n"},
		[]string{"a.hurl:4:1: the request GET /b is left out: "}},
	{"a capture, and who needs it", "hurl", "GET https://shop.example/a\nHTTP 200\n[Captures]\nx: jsonpath \"$[\"\n\nGET https://shop.example/{{x}}\nHTTP 200\n\nGET https://shop.example/c\nHTTP 200\n",
		[]string{"get-c:\n    path: /c\n    after: get-a\n"},
		[]string{"a.hurl:4:1: the capture x is left out", "a.hurl:6:1: the request GET /{x} is left out: "}},
	{"no address", "postman", collection(`{"name": "fine", "request": {"url": "https://shop.example/ok"}}, {"name": "empty", "request": {"url": {"raw": ""}}}, {"name": "null", "request": {"url": null}}, {"name": "nothing"}]`),
		[]string{"target: https://shop.example\n", "fine:\n    path: /ok\n"},
		[]string{`the request "empty" has no address yet`, `the request "null" has no address yet`, `the request "nothing" has no address yet`}},
	{"a host in a variable", "postman", collection(`{"name": "a", "request": {"url": "{{host}}/v1/a"}}, {"name": "b", "request": {"url": "{{machine}}.{{domain}}:8443/v1/b"}}, {"name": "c", "request": {"url": "{{base}}/c"}}], "variable": [{"key": "host", "value": "api.example"}, {"key": "machine", "value": "m"}, {"key": "domain", "value": "shop.example"}, {"key": "base", "value": "https://shop.example"}]`),
		[]string{"url: http://${host}/v1/a", "url: http://${machine}.${domain}:8443/v1/b", "path: /c"}, nil},
	{"a member with a hyphen", "postman", collection(`{"name": "a", "request": {"url": "https://shop.example/a"}, "event": [{"listen": "test", "script": {"exec": "pm.test('t', () => { pm.response.to.have.jsonBody('data.first-name', 'Ada'); });"}}]}]`),
		[]string{`json: {"$.data['first-name']": Ada}`}, nil},
	{"paths of another dialect", "hurl", "GET https://shop.example/a\nHTTP 200\n[Captures]\nx: jsonpath \"$.my-key\"\n[Asserts]\njsonpath \"$.a.[0].b-c\" == 1\njsonpath \"$..d-e[0]\" == 1\n",
		[]string{`capture: {x: {json: "$['my-key']"}}`, `"$.a[0]['b-c']": 1`, `"$..['d-e'][0]": {count: 1, equals: 1}`}, nil},
	{"a text that looks like a comparison", "hurl", "GET https://shop.example/a\nHTTP 200\nX-Load: > 5\n[Asserts]\njsonpath \"$.load\" == \"<5\"\njsonpath \"$.word\" == \"absent\"\n",
		[]string{`X-Load: {any: {equals: "> 5"}}`, `$.load: {equals: <5}, $.word: {equals: absent}`}, nil},
	{"a body without a method", "postman", collection(`{"name": "a", "request": {"url": "https://shop.example/a", "body": {"mode": "raw", "raw": "x"}}}]`),
		[]string{"  a:\n    path: /a\n\n"}, nil}, // Postman sends a GET without its body
	{"a body of a GET that is sent", "postman", collection(`{"name": "a", "protocolProfileBehavior": {"disableBodyPruning": true}, "request": {"url": "https://shop.example/a", "body": {"mode": "raw", "raw": "x"}}}]`),
		[]string{"  a:\n    method: GET\n    path: /a\n    headers: {Content-Type: text/plain}\n    body: x\n"}, nil},
}

// What scripts do is listed by statement, that of a collection or folder once for all its requests.
var postmanScripts = []importCase{
	{"a collection's script", "postman", `{"info": {"name": "shop"}, "event": [{"listen": "prerequest", "script": {"exec": ["sign();", "pm.sendRequest('https://shop.example', () => {", "  next();", "});"]}}, {"listen": "test", "script": {"exec": ["check();"]}}],
"item": [{"name": "one", "request": "https://shop.example/1"}, {"name": "f", "event": [{"listen": "test",
"script": {"exec": ["pm.test('fine', () => pm.response.to.have.status(200));", "other();"]}}], "item": [{"name": "two", "request": {"url": "https://shop.example/2"}}, {"name": "three", "request": {"url": "https://shop.example/3"}}]}]}`,
		[]string{"one passes its tests", "two: fine", "three: fine"}, []string{
			`a.postman:1:83: a statement of the pre-request script of the collection is left out: sign()`,
			`a.postman:1:94: a statement of the pre-request script of the collection is left out (3 lines): pm.sendRequest(`,
			`a.postman:1:206: a statement of the tests of the collection is left out: check()`,
			`a.postman:3:80: a statement of the tests of the folder "f" is left out: other()`,
		}},
	{"a condition", "postman", collection(`{"name": "a", "request": {"url": "https://shop.example/a"}, "event": [{"listen": "test", "script": {"exec": ["const j = pm.response.json();", "if (j.token) {", "  pm.environment.set('id', j.id);", "} else {", "  stop();", "}"]}}]}, {"name": "b", "request": {"url": "https://shop.example/b/{{id}}"}}]`),
		[]string{"capture: {id: {json: $.id}}", "path: /b/${a.id}\n", "expect: {status: {lt: 500}}"}, []string{
			"a.postman:1:179: a: the condition of id is left out; it is captured of every response: if (j.token) {",
			`a.postman:1:246: a statement of the tests of "a" is left out: stop()`,
		}},
	{"values since", "postman", collection(`{"name": "a", "event": [{"listen": "prerequest", "script": {"exec": "pm.environment.set('x', 'one');"}}], "request": "https://shop.example/a"}, {"name": "b", "event": [{"listen": "prerequest", "script": {"exec": "pm.environment.set('x', 'two');"}}], "request": {"url": "https://shop.example/{{x}}"}},
{"name": "c", "event": [{"listen": "prerequest", "script": {"exec": "pm.environment.set('x', 'three');"}}, {"listen": "test", "script": {"exec": "pm.environment.unset('x')"}}], "request": {"url": "https://shop.example/{{x}}"}}, {"name": "d", "request": {"url": "https://shop.example/{{x}}"}}], "variable": [{"key": "x", "value": "four"}]`),
		[]string{"x: four\n", "x_2: two\n", "x_3: three\n", "path: /${x_2}\n", "path: /${x_3}\n", "path: /${x}\n"}, nil},
	{"a jump", "postman", collection(`{"name": "a", "request": "https://shop.example/a", "event": [{"listen": "test", "script": {"exec": "postman.setNextRequest('c');"}}]}, {"name": "b", "request": "https://shop.example/b", "event": [{"listen": "test", "script": {"exec": "pm.execution.setNextRequest(null);"}}]}]`),
		[]string{"a is answered with success"}, []string{"a.postman:1:136: a: the order of requests is that of the collection, not a script's: postman.setNextRequest('c')"}},
}

// An address inside a path or a query is not an origin.
var addressesInside = []importCase{
	{"curl", "curl", "curl 'https://shop.example/oauth?client=7&redirect_uri=https://app.example/back'\n", []string{"path: /oauth?client=7&redirect_uri=https://app.example/back\n"}, nil},
	{"hurl", "hurl", "GET https://shop.example/go/https://app.example/back\nHTTP 302\n", []string{"path: /go/https://app.example/back\n"}, nil},
	{"har", "har", `{"log": {"entries": [{"request": {"method": "GET", "url": "https://shop.example/go?next=https://app.example/back"}, "response": {"status": 302}}]}}`, []string{"path: /go?next=https://app.example/back\n"}, nil},
	{"postman", "postman", collection(`{"name": "a", "request": {"url": "{{base}}/go/https://app.example"}}], "variable": [{"key": "base", "value": "https://shop.example"}]`), []string{"path: /go/https://app.example\n"}, nil},
}

// Variables with different names in the file stay different in the suite.
var namesThatMeet = []importCase{
	{"curl", "curl", "userId=7\nuser_id=9\ncurl \"https://shop.example/a/$userId\"\ncurl \"https://shop.example/b/$user_id\"\n",
		[]string{"user_id: \"7\"", "user_id_2: \"9\"", "path: /a/${user_id}\n", "path: /b/${user_id_2}\n"}, nil},
	{"curl captures", "curl", "userId=$(curl -s https://shop.example/x | jq -r .a)\nuser_id=$(curl -s https://shop.example/y | jq -r .b)\ncurl \"https://shop.example/$userId/$user_id\"\n",
		[]string{"path: /${get-x.user_id}/${get-y.user_id_2}\n"}, nil},
	{"hurl", "hurl", "GET https://shop.example/{{userId}}/{{user-id}}\n[Options]\nvariable: userId=7\nvariable: user-id=9\nHTTP 200\n[Captures]\ncartId: jsonpath \"$.a\"\ncart_id: jsonpath \"$.b\"\n\nGET https://shop.example/{{cartId}}/{{cart_id}}\nHTTP 200\n",
		[]string{"path: /${user_id}/${user_id_2}\n", "capture: {cart_id: {json: $.a}, cart_id_2: {json: $.b}}"}, nil},
	{"postman", "postman", collection(`{"name": "one", "request": {"url": "https://shop.example/a/{{userId}}"}}, {"name": "two", "request": {"url": "https://shop.example/b/{{user_id}}"}}], "variable": [{"key": "userId", "value": "7"}, {"key": "user_id", "value": "9"}]`),
		[]string{"path: /a/${user_id}\n", "path: /b/${user_id_2}\n"}, nil},
	{"secrets of postman", "postman", collection(`{"name": "one", "request": {"url": "https://shop.example/a", "header": [{"key": "X-A", "value": "{{card-token}}"}, {"key": "X-B", "value": "{{card_token}}"}]}}]`),
		[]string{`X-A: "${card_token}", X-B: "${card_token_2}"`, "card_token: SHOP_CARD_TOKEN\n  card_token_2: SHOP_CARD_TOKEN_2\n"}, nil},
}

// unjudged is the list entry for an OpenAPI document that a suite here does not name.
var unjudged = []string{"an expectation of get-a is left out: openapi: the suite names no OpenAPI document"}

// OAuth 2.0 grants without a person are carried over; the others are listed with their line.
var tokensOfOAuth2 = []importCase{
	{"client credentials of postman", "postman", collection(`{"name": "a", "request": {"url": "https://shop.example/a", "auth": {"type": "oauth2", "oauth2": [{"key": "grant_type", "value": "client_credentials"}, {"key": "accessTokenUrl", "value": "https://login.example/token"}, {"key": "clientId", "value": "app"}, {"key": "clientSecret", "value": "invented-word"}, {"key": "scope", "value": "read write"}, {"key": "client_authentication", "value": "body"}, {"key": "audience", "value": "orders"}, {"key": "resource", "value": "urn:x"}]}}}]`),
		[]string{"oauth2:\n        token_url: https://login.example/token\n        client: app\n        secret: ${client_secret}\n        client_auth: body\n        scope: read write\n        audience: orders\n        params: {resource: \"urn:x\"}\n", "client_secret: SHOP_CLIENT_SECRET\n"}, nil},
	{"a person in postman", "postman", collection(`{"name": "a", "request": {"url": "https://shop.example/a", "auth": {"type": "oauth2", "oauth2": [{"key": "grant_type", "value": "implicit"}, {"key": "authUrl", "value": "https://login.example/"}]}}}]`),
		[]string{`bearer: "${token}"`}, []string{"a.postman:1:104: a: OAuth 2 by the grant implicit is carried over as a bearer token"}},
	{"another prefix in postman", "postman", collection(`{"name": "a", "request": {"url": "https://shop.example/a", "auth": {"type": "oauth2", "oauth2": [{"key": "grant_type", "value": "password_credentials"}, {"key": "accessTokenUrl", "value": "https://login.example/token"}, {"key": "clientId", "value": "app"}, {"key": "username", "value": "ada"}, {"key": "headerPrefix", "value": "token"}]}}}]`),
		[]string{"grant: password", "user: ada", "password: ${password}"}, []string{"the token is sent as Bearer, not as token"}},
	{"further parameters in postman", "postman", collection(`{"name": "a", "request": {"url": "https://shop.example/a", "auth": {"type": "oauth2", "oauth2": [
{"key": "grant_type", "value": "client_credentials"}, {"key": "accessTokenUrl", "value": "https://shop.example/token"}, {"key": "clientId", "value": "app"}, {"key": "clientSecret", "value": "invented-word"},
{"key": "tokenRequestParams", "value": [{"key": "resource", "value": "urn:x", "enabled": true, "send_as": "request_body"},
{"key": "tenant", "value": "t", "enabled": true, "send_as": "request_url"}, {"key": "off", "value": "x", "enabled": false}]},
{"key": "refreshRequestParams", "value": [{"key": "again", "value": "1", "enabled": true, "send_as": "request_body"}]}]}}}]`),
		[]string{"token_url: /token\n", "params: {resource: \"urn:x\"}"}, []string{
			"a.postman:4:1: a: the parameter tenant of the token request (request_url) is left out: they are sent in the form",
			"a.postman:5:43: a: the parameter again of refreshRequestParams is left out",
		}},
	{"client credentials of curl", "curl", "TOKEN=$(curl -s -u app:invented-word -d grant_type=client_credentials -d scope=read https://shop.example/token | jq -r .access_token)\ncurl -H \"Authorization: Bearer $TOKEN\" https://shop.example/a\ncurl -H \"Authorization: Bearer $TOKEN\" https://shop.example/b\n",
		[]string{"oauth2: {token_url: /token, client: app, secret: \"${password}\", scope: read}", "get-a:\n    path: /a\n  get-b:\n    path: /b\n\nfindings:"},
		[]string{"a.curl:1:9: POST /token becomes auth: {oauth2: …} of those that send its token; the finding about its answer is left out"}},
	{"a client in the form of curl", "curl", "BASE=https://login.example\nT=$(curl -s -d grant_type=password -d username=ada -d password=invented-word -d client_id=app -d client_secret=invented-too -d resource=urn:x \"$BASE/token\" | jq -r .access_token)\ncurl -H \"Authorization: Bearer $T\" \"$BASE/a\"\n",
		[]string{"target: https://login.example\n", "token_url: /token\n", "client: app\n", "secret: ${client_secret}\n", "client_auth: body\n", "grant: password\n", "user: ada\n", "password: ${password}\n", "params: {resource: \"urn:x\"}\n"},
		[]string{"becomes auth: {oauth2: …}"}},
	{"a token that curl uses for more", "curl", "T=$(curl -s -u app:invented-word -d grant_type=client_credentials https://shop.example/token | jq -r .access_token)\ncurl -H \"Authorization: Bearer $T\" https://shop.example/a\ncurl -d token=$T https://shop.example/revoke\n",
		[]string{"bearer: \"${post-token.t}\"", "capture: {t: {json: $.access_token}}"}, nil},
	{"another grant in curl", "curl", "T=$(curl -s -d grant_type=authorization_code -d code=abc -d client_id=app https://shop.example/token | jq -r .access_token)\ncurl -H \"Authorization: Bearer $T\" https://shop.example/a\n",
		[]string{"bearer: \"${post-token.t}\""}, nil},
	{"client credentials of openapi", "openapi", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nservers: [{url: https://shop.example}]\nsecurity: [{login: [read, write]}]\ncomponents: {securitySchemes: {login: {type: oauth2, flows: {authorizationCode: {authorizationUrl: x, tokenUrl: y}, clientCredentials: {tokenUrl: https://login.example/token}}}}}\npaths: {/a: {get: {responses: {'200': {description: fine}}}}}\n",
		[]string{"token_url: https://login.example/token\n", "client: ${client_id}\n", "secret: ${client_secret}\n", "scope: [read, write]\n"}, unjudged},
	{"a password of openapi", "openapi", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nservers: [{url: https://shop.example}]\nsecurity: [{login: []}]\ncomponents: {securitySchemes: {login: {type: oauth2, flows: {password: {tokenUrl: token}}}}}\npaths: {/a: {get: {responses: {'200': {description: fine}}}}}\n",
		[]string{`{token_url: /token, grant: password, user: "${user}", password: "${password}"}`}, unjudged},
	{"a person in openapi", "openapi", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nservers: [{url: https://shop.example}]\nsecurity: [{login: []}]\ncomponents: {securitySchemes: {login: {type: oauth2, flows: {implicit: {authorizationUrl: x}}}}}\npaths: {/a: {get: {responses: {'200': {description: fine}}}}}\n",
		[]string{`bearer: "${token}"`}, []string{"a.openapi:6:14: GET /a: a person signs in for the security scheme login (implicit)", unjudged[0]}},
}

func archive(request, response string) string {
	return `{"log": {"entries": [{"request": {"method": "GET", "url": "https://shop.example/ok"}, "response": {"status": 200}},
{"request": {"method": "GET", "url": "https://shop.example/a"` + request + `}, "response": {"status": 200, "headers": [], "content": {"text": "{}"}` + response + `}}]}}`
}

// Errors in unread parts of a HAR do no harm, and an invalid entry affects no other.
var archives = []importCase{
	{"cookies that are an object", "har", archive(`, "cookies": {"a": 1}, "queryString": {}, "headersSize": "x"`, `, "cookies": {}, "redirectURL": null, "bodySize": 1.5`), []string{"path: /a\n"}, nil},
	{"a reason that is an object", "har", archive("", `, "_error": {"code": "MAX"}`), []string{"path: /a\n"}, nil},
	{"a size with a fraction", "har", `{"log": {"entries": [{"cache": [], "request": {"method": "GET", "url": "https://shop.example/a"}, "response": {"status": 200, "content": {"size": 8.0}}}]}}`, []string{"path: /a\n"}, nil},
	{"one body that is no base64", "har", archive(`, "postData": {"text": "é", "encoding": "x", "_encoding": "base64"}`, ""), []string{"path: /ok\n"}, []string{"a.har:2:1: entry 2: request.postData is not base64"}},
	{"no answer, for no reason", "har", `{"log": {"entries": [{"request": {"method": "GET", "url": "https://shop.example/x"}, "response": {"status": -1}},
		{"request": {"method": "GET", "url": "https://shop.example/ok"}, "response": {"status": 200}}]}}`,
		[]string{"path: /ok\n"}, []string{"GET https://shop.example/x got no answer and is left out: no reason is given; ask live"}},
	{"a method that is a number", "har", archive(`, "method": 1`, ""), []string{"path: /ok\n"}, []string{"a.har:2:1: entry 2: request.method is number, expected string"}},
	{"a form of parts", "har", `{"log": {"entries": [{"request": {"method": "POST", "url": "https://shop.example/up", "headers": [{"name": "Content-Type", "value": "multipart/form-data; boundary=----B"}],
		"postData": {"mimeType": "multipart/form-data; boundary=----B", "params": [{"name": "note", "value": "hi there"}, {"name": "doc", "fileName": "a.txt", "contentType": "text/plain"}]}}, "response": {"status": 200}}]}}`,
		[]string{"multipart:\n      - {name: note, value: hi there}\n      - {name: doc, value: \"\", filename: a.txt, type: text/plain}\n"}, []string{"the bytes of the part doc of POST https://shop.example/up are left out"}},
	{"the text of a form of parts", "har", `{"log": {"entries": [{"request": {"method": "POST", "url": "https://shop.example/up", "headers": [{"name": "Content-Type", "value": "multipart/form-data; boundary=B"}],
		"postData": {"mimeType": "multipart/form-data; boundary=B", "text": "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B--\r\n"}}, "response": {"status": 200}}]}}`,
		[]string{"multipart: [{name: a, value: \"1\"}]\n"}, nil},
}

// Expansions of the shell, and the text around commands, keep their meaning.
var shellTexts = []importCase{
	{"a default", "curl", "curl \"${API_BASE:-http://127.0.0.1:9090}/orders?limit=${LIMIT:-20}\"\n",
		[]string{"api_base: {env: API_BASE, default: \"http://127.0.0.1:9090\"}", "limit: {env: LIMIT, default: \"20\"}", "path: /orders?limit=${limit}\n"}, nil},
	{"a default of its own", "curl", "API_BASE=\"${API_BASE:-http://127.0.0.1:9090}\"\ncurl \"$API_BASE/orders\"\n",
		[]string{"target: ${api_base}\n", "api_base: {env: API_BASE, default: \"http://127.0.0.1:9090\"}"}, nil},
	{"an operator", "curl", "N=abc\ncurl https://shop.example/a -H \"X-N: ${N%c}\"\n", []string{"path: /a\n"},
		[]string{"a.curl:2:32: an argument of curl is left out: the shell makes it of the value of N", "nothing uses these variables, and they are left out: n"}},
	{"arguments of the script", "curl", "curl -u \"$1:$2\" \"https://shop.example/$3?x=${4:-b}\"\n",
		[]string{"arg_4: {env: ARG_4, default: b}\n  arg_3: {env: ARG_3, default: \"\"}\n", "arg_1: ARG_1\n  arg_2: ARG_2\n", "path: /${arg_3}?x=${arg_4}\n"}, nil},
	{"what a shell knows of itself", "curl", "curl https://shop.example/a -d \"$?\"\ncurl https://shop.example/$$\ncurl https://shop.example/b\n",
		[]string{"path: /b\n"}, []string{"a.curl:1:32: an argument of curl is left out: the shell alone knows the value of $?", "a.curl:2:1: a curl command without a URL is left out", "a.curl:2:6: an argument of curl is left out: the shell alone knows the value of $$"}},
	{"more of a value", "curl", "N=abc\nN+=d\ncurl https://shop.example/$N\n", []string{"n: abc\n"},
		[]string{"a.curl:2:1: the value of N is left out: it is put together from the value before"}},
	{"export", "curl", "export BASE=https://shop.example\ncurl $BASE/a\n", []string{"target: https://shop.example\n"}, nil},
	{"a terminal", "curl", "$ curl -X POST https://shop.example/notes \\\n>   -H \"Content-Type: application/json\" \\\n>   -d '{\"text\": \"hi\"}'\n{\"id\": 1}\n",
		[]string{"path: /notes\n    json: {text: hi}\n"}, nil},
	{"a status", "curl", "CODE=$(curl -s -o /dev/null -w '%{http_code}' https://shop.example/health)\ncurl \"https://shop.example/report?code=$CODE\"\n",
		[]string{"capture: {code: {status: true}}", "path: /report?code=${get-health.code}\n"}, nil},
	{"a body and the status", "curl", "CODE=$(curl -s -w '%{http_code}' https://shop.example/health)\ncurl https://shop.example/$CODE\n",
		[]string{"path: /health\n", "path: /${code}\n"}, []string{"a.curl:1:1: the value of CODE is made by a command"}},
	{"piped, and captured", "curl", "ID=$(echo '{}' | curl -s --json @- https://shop.example/a | jq -r .id)\ncurl https://shop.example/a/$ID\n",
		[]string{"json: {}\n    capture: {id: {json: $.id}}\n", "path: /a/${post-a.id}\n"}, nil},
	{"piped from elsewhere", "curl", "date | curl -d @- https://shop.example/a\n", []string{"path: /a\n"}, []string{"a.curl:1:13: what is read from standard input is left out"}},
	{"a certificate with its key", "curl", "curl --cert client.pem --cacert ca.pem https://shop.example/orders\n", []string{"tls: {cert: client.pem, ca: ca.pem, key: client.pem}"}, nil},
	{"a scheme", "curl", "curl --proto-default https shop.example/h\n", []string{"target: https://shop.example\n"}, nil},
	{"dots", "curl", "curl https://shop.example/a/../b\ncurl --path-as-is https://shop.example/c/../d\n", []string{"path: /b\n", "path: /c/../d\n"}, nil},
	{"dots above a variable", "curl", "BASE=https://shop.example/v1\ncurl $BASE/../b\n", []string{"path: /b\n"}, []string{`a.curl:2:1: the address "${base}/../b" goes above what its variable holds`}},
	{"a method through redirects", "curl", "curl --post302 -L -d x=1 https://shop.example/c\n", []string{"redirects: 10\n"}, []string{"a.curl:1:6: --post302 is left out: a redirect of a POST is followed by a GET"}},
	{"pauses", "curl", "curl https://shop.example/a && sleep 1.5\nsleep 1m\ncurl --retry 2 --retry-delay 3 https://shop.example/b\nsleep $N\nsleep 2\n",
		[]string{"retry: {times: 2, every: 3s}\n    wait: 1m1.5s\n    after: get-a\n"},
		[]string{"a.curl:3:6: --retry 2 is carried over for transport errors only", "a.curl:4:1: the command \"sleep\" is left out", "a.curl:5:1: sleep is left out: no curl command comes after it", "left out: n;"}},
	{"any status of hurl", "hurl", "GET https://shop.example/a\nHTTP *\n\nGET https://shop.example/b\n[Options]\nmax-time: 2s\nHTTP *\n\nGET https://shop.example/c\nHTTP *\nX-A: 1\n\nGET https://shop.example/d\nHTTP *\n[Asserts]\njsonpath \"$.a\" md5 == hex,00;\n",
		[]string{
			"  # Nothing else is asserted of it: say what must hold.\n  get-a:\n    claim: GET /a is answered in time\n    probe: get-a\n    expect: {duration: {le: 5m}}\n",
			"    claim: GET /b is answered in time\n    probe: get-b\n    expect: {duration: {le: 2s}}\n",
			"    claim: GET /c is answered as asserted\n    probe: get-c\n    expect: {headers: {X-A: {any: \"1\"}}}\n",
			"  # Its asserts are not carried over: say what must hold.\n  get-d:\n",
		}, []string{"a.hurl:16:1: "}},
	{"delays of hurl", "hurl", "GET https://shop.example/a\nHTTP 200\n\nGET https://shop.example/b\n[Options]\ndelay: 1500\nHTTP 200\n\nGET https://shop.example/c\n[Options]\ndelay: {{pause}}\nHTTP 200\n",
		[]string{"wait: 1.5s\n    after: get-a\n"}, []string{"a.hurl:11:1: the option delay: {{pause}} is left out"}},
	{"an address without quotes", "curl", "curl --url https://shop.example/a?page=1&size=20 --header 'Accept: text/plain'\n", []string{"path: /a?page=1\n"},
		[]string{"a.curl:1:42: \"--header\" is left out: it stands alone, and is a flag of no command; put the address in front of it in quotes", "nothing uses these variables"}},
	{"a method in lower case", "curl", "curl -X patch https://shop.example/a\n", []string{"method: patch\n"}, []string{"-X patch is sent as PATCH"}},
	{"a cookie without a name", "curl", "curl -b 'a=1; =c' -b 'b=1 2' https://shop.example/a\n", []string{"cookies:"}, []string{"-b: a cookie without a name, or a second one of a name, is left out"}},
	{"a header that stays", "curl", "curl -H Host: -H 'User-Agent;' -H Content-Length: https://shop.example/a\n", []string{"path: /a\n"},
		[]string{`the header "Host:" is left out: a request has a Host`, `the header "User-Agent;" is left out`, `the header "Content-Length:" is left out`}},
	{"the type of a form", "curl", "curl -F a=1 -H 'Content-Type: multipart/mixed' https://shop.example/a\n", []string{"multipart: [{name: a, value: \"1\"}]"}, []string{"the Content-Type multipart/mixed of a form is left out"}},
	{"a method after a redirect", "curl", "curl -L -X POST -e 'http://x.example/;auto' https://shop.example/a\n", []string{"redirects: 10"}, []string{"-X POST is sent again after a redirect by curl", "-e …;auto is left out"}},
	{"a bound of no redirects", "curl", "curl --max-redirs 3 https://shop.example/a\ncurl -L --max-redirs 3 https://shop.example/b\ncurl -L --max-redirs 0 https://shop.example/c\n", []string{"get-a:\n    path: /a\n  get-b:\n    path: /b\n    redirects: 3\n  get-c:\n    path: /c\n\nfindings"}, nil},
	{"what runs after a failure", "curl", "curl https://shop.example/a || curl https://shop.example/b\n", []string{"get-a:\n    path: /a\n\nfindings"}, []string{"a.curl:1:29: what the shell does only if the command before || fails is left out"}},
	{"jq with its quotes", "curl", "N=$(curl https://shop.example/a | jq .name)\ncurl https://shop.example/b?n=$N\n", []string{"capture: {n: {json: $.name}}"}, []string{"jq without -r prints quotes around a text: the value of N has none"}},
	{"one address in braces", "curl", "curl 'https://shop.example/${x}' --tr-encoding\n", []string{"path: /$${x}\n"}, []string{`the pattern of the address "https://shop.example/$${x}" is not taken apart`, "--tr-encoding is left out"}},
	{"Markdown", "curl", "# Orders\n\n```bash\ncurl -s https://shop.example/orders/1\n```\n\n```json\n{\"it's\": 1}\n```\n\nDon't delete it:\n\n    curl -X DELETE https://shop.example/orders/1 --no-such\n\n```sh\ncurl 'x\n```\n",
		[]string{"get-orders-1:\n    path: /orders/1\n", "method: DELETE\n"}, []string{"a.curl:13:50: --no-such is no flag", "a.curl:16:6: no shell reads this"}},
}

func TestImportedCases(t *testing.T) {
	for group, cases := range map[string][]importCase{
		"refused parts": refusedParts, "addresses inside": addressesInside, "names that meet": namesThatMeet, "archives": archives, "scripts of Postman": postmanScripts, "shell": shellTexts, "tokens of OAuth 2.0": tokensOfOAuth2,
		"request files": httpFiles,
	} {
		for _, c := range cases {
			t.Run(group+"/"+c.name, func(t *testing.T) {
				d := imported(t, c.kind, c.text)
				_, text, _ := written(t, d)
				for _, want := range c.want {
					if !strings.Contains(text, want) {
						t.Errorf("the suite has no %q:\n%s", want, text)
					}
				}
				left := d.Listed()
				same := len(left) == len(c.left)
				for i := 0; same && i < len(left); i++ {
					same = strings.Contains(left[i], c.left[i])
				}
				if !same {
					t.Errorf("listed:\n%s\nwant:\n%s", strings.Join(left, "\n"), strings.Join(c.left, "\n"))
				}
			})
		}
	}
}
