package lsp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/lsp/protocol"
)

// behind returns the parameters of a request about the place behind a text that a file has once.
func (s *session) behind(name, text string) map[string]any {
	s.Helper()
	all := s.texts[name]
	if strings.Count(all, text) != 1 {
		s.Fatalf("%q is %d times in %s", text, strings.Count(all, text), name)
	}
	return map[string]any{"textDocument": map[string]any{"uri": s.uri(name)}, "position": place(all, strings.Index(all, text)+len(text))}
}

// completes types a text in the place of another that the file has once, and wants these
// proposals, each as "label: detail => the text that comes in". Afterwards the text is as it was.
func (s *session) completes(old, now string, want ...string) {
	s.Helper()
	s.edit(shopFile, old, now)
	typed, _, _ := strings.Cut(now, "^")
	if strings.Contains(now, "^") {
		s.edit(shopFile, now, strings.Replace(now, "^", "", 1))
		now = strings.Replace(now, "^", "", 1)
	}
	at := s.behind(shopFile, now)
	all := s.texts[shopFile]
	at["position"] = place(all, strings.Index(all, now)+len(typed))
	var list protocol.CompletionList
	s.call("textDocument/completion", at, &list)
	var got []string
	for _, item := range list.Items {
		got = append(got, fmt.Sprintf("%s: %s => %s", item.Label, item.Detail, item.TextEdit.NewText))
		if r := item.TextEdit.Range; r.Start.Line != r.End.Line {
			s.Errorf("%s is put over several lines: %+v", item.Label, r)
		}
	}
	for _, w := range want {
		if w, ok := strings.CutPrefix(w, "not "); ok {
			if slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, w) }) {
				s.Errorf("%q: %q is proposed", now, w)
			}
		} else if !slices.Contains(got, w) {
			s.Errorf("%q: no %q among\n%s", now, w, strings.Join(got, "\n"))
		}
	}
	s.edit(shopFile, now, old)
}

// Keys, names and recorded JSONPaths are proposed at the place of the cursor, in a text that is no
// YAML as well as in one that is.
func TestCompletion(t *testing.T) {
	s := openShop(t)
	const cars, last = "    claim: the cars come\n", "    expect: {status: 200}\n"
	s.completes(cars, cars+"    ^\n", "control:  => control: ", "labels:  => labels: ", "not claim:", "not path:")
	s.completes(cars, cars+"    con^\n", "control:  => control: ")
	s.completes(last, "    expect: {status: 200, ^}\n", "json:  => json: ", "same_as:  => same_as: ", "not status:")
	s.completes(last, "    expect: {st^\n", "status:  => status: ")
	s.completes(last, "    expect: {status: 200, json: {^\n", "$.name: \"Ada\" => $.name: ", "$: {\"id\":\"a1\",\"name\":\"Ada\"} => $: ")
	s.completes("json: {$.total: 2}", "json: {$.cars[0].^}", "$.cars[0].name: \"Ada\" => \"$.cars[0].name\": ", "not $.total")
	s.completes("json: {$.total: 2}", "json:\n        $.cars^\n", "$.cars[1].id: \"b2\" => $.cars[1].id: ", "$.cars[*].id: \"a1\" => $.cars[*].id: ")
	s.completes("json: {$.total: 2}", "json: {$.total: {^}}", "gt:  => gt: ", "matches:  => matches: ")
	s.completes("json: {$.total: 2}", "headers: {^}", "X-Total: 2 => X-Total: ")
	s.completes("    probe: car\n", "    probe: ^\n", "cars: GET /cars?currency=EUR => cars", "car: GET /cars/${cars.first} => car")
	s.completes("    probe: car\n", "    probe: [^\n", "car: GET /cars/${cars.first} => car")
	s.completes("    probe: car\n", "    probe:\n      - c^\n", "cars: GET /cars?currency=EUR => cars")
	s.completes(last, "    expect: ^\n", "gone:  => gone")
	s.completes(last, "    expect: {answer: g^}\n", "gone:  => gone")
	s.completes(last, "    expect: {same_as: ^}\n", "cars: GET /cars?currency=EUR => cars")
	s.completes("/cars/${cars.first}", "/cars/${^", "cars.first: captured from the response to cars => cars.first}", "currency: a var => currency}", "api_key: a secret => api_key}", "uuid: made when a request is sent => uuid}")
	s.completes("/cars/${cars.first}", "/cars/${cars.f^}", "cars.first: captured from the response to cars => cars.first")
	s.completes("first: {json: \"$.cars[0].id\"}", "first: {json: \"$.c^\"}", "$.cars[0].id: \"a1\" => $.cars[0].id")
	s.completes("fixtures: shop.fixture", "fixtures: ^", "shop.fixture:  => shop.fixture")
	s.completes("suite: shop\n", "suite: shop\ninc^\n", "include:  => include: ")
	s.completes("suite: shop\n", "suite: shop\ninclude: {pack: ^}\n", "openai-chat:  => openai-chat")
	s.completes("suite: shop\n", "suite: shop\ninclude: {pack: models, findings: [^]}\n", "needs-a-key: The list needs a key => needs-a-key")
	s.completes("    path: /cars/${cars.first}\n", "    path: /cars/${cars.first}\n    risk: ^\n", "bans:  => bans", "writes:  => writes")
}

// hovers wants a hover whose text has these parts, at a text that the file has once.
func (s *session) hovers(text string, want ...string) {
	s.Helper()
	at := s.behind(shopFile, text)
	p := at["position"].(protocol.Position)
	p.Character--
	at["position"] = p
	var h *protocol.Hover
	s.call("textDocument/hover", at, &h)
	if h == nil {
		h = &protocol.Hover{Contents: protocol.Markdown("")}
	}
	for _, w := range want {
		if !strings.Contains(h.Contents.Value, w) {
			s.Errorf("at %q: no %q in\n%s", text, w, h.Contents.Value)
		}
	}
	if len(want) == 0 && h.Contents.Value != "" {
		s.Errorf("at %q: %s", text, h.Contents.Value)
	}
}

// A hover shows what was recorded, what a key means and what a name stands for; never a secret.
func TestHover(t *testing.T) {
	s := openShop(t)
	s.hovers("{$.total", "recorded for `cars`:", "```json\n2\n```")
	s.hovers("      status", "**status**: the status code", "recorded for `cars`: 200")
	s.hovers("    probe: cars", "**cars** `GET /cars?currency=EUR`: all cars", "recorded: 200 OK, 80 bytes")
	s.hovers("  car-comes", "**car-comes**: one car comes")
	s.hovers("${cars.first", "captured from the response to `cars`, json $.cars[0].id; recorded: `\"a1\"`")
	s.hovers("/cars/${cars", "**cars**")
	s.hovers("currency=${currency", "a var, `EUR`")
	s.hovers("Bearer ${api_key", "a secret, the environment variable SHOP_KEY")
	s.hovers("    capture", "**capture**: values taken out of the answer")
	s.hovers("$.cars[0].id", "```json\n\"a1\"\n```")
	s.hovers("claim: one car")
	s.edit(shopFile, "{$.total: 2}", "{\"$.cars[*].name\": 2, $.none: absent}")
	s.hovers("$.cars[*].name", "\"Ada\",\n  \"Bob\"")
	s.hovers("$.none", "recorded for `cars`: absent")
	s.edit(shopFile, "json: {", "headers: {X-Total: \"2\"}\n      json: {")
	s.hovers("X-Total", "recorded for `cars`: `2`")
	s.edit(shopFile, "expect: {status: 200}", "expect: gone")
	s.hovers("expect: gone", "gone: {status: 404}")
}
