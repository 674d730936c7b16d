package redact_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/secret/canary"
	"assay/runner/internal/secret/redact"
)

// places put an echoed text where it may come back.
var places = map[string]func(o *exchange.Observation, echo string){
	"header value": func(o *exchange.Observation, e string) { o.Header = exchange.Header{{Name: "X", Value: e}} },
	"header middle": func(o *exchange.Observation, e string) {
		o.Header = exchange.Header{{Name: "X", Value: "Basic " + e + ", x"}}
	},
	"header name": func(o *exchange.Observation, e string) { o.Header = exchange.Header{{Name: "X-" + e, Value: "1"}} },
	"cookie": func(o *exchange.Observation, e string) {
		o.Header = exchange.Header{{Name: "Set-Cookie", Value: "sid=" + e + "; Path=/"}}
	},
	"text body": func(o *exchange.Observation, e string) { o.Body = []byte("you sent: " + e + ".") },
	"bare body": func(o *exchange.Observation, e string) { o.Body = []byte(e) },
	"HTML body": func(o *exchange.Observation, e string) { o.Body = []byte("<p title=\"" + e + "\">\n" + e + "</p>") },
	"JSON body": func(o *exchange.Observation, e string) {
		o.Body = []byte(`{"echo":"` + canary.Marshaled(e) + `","n":[1,{"` + canary.Marshaled(e) + `":null}]}`)
	},
	"JSON in string": func(o *exchange.Observation, e string) {
		o.Body = []byte(`["` + canary.Marshaled(`{"a":"`+e+`"}`) + `"]`)
	},
	"stream": func(o *exchange.Observation, e string) {
		line := strings.NewReplacer("\n", " ", "\r", " ").Replace(e)
		o.Body = []byte("id: " + line + "\ndata: {\"echo\": \"" + canary.Marshaled(line) + "\"}\n\ndata: " + line + "\n\n{\"error\": \"" + canary.Marshaled(line) + "\"}\n\ndata: [DONE]\n\n")
		p := sse.NewParser(func() time.Duration { return 5 })
		_, _ = p.Write(o.Body)
		o.Stream = p.Close("")
	},
	"stream, piece by piece": func(o *exchange.Observation, e string) {
		for _, piece := range canary.Pieces(e) {
			o.Body = append(o.Body, "data: {\"choices\": [{\"delta\": {\"content\": \""+canary.Marshaled(piece)+"\"}}]}\r\n\r\n"...)
		}
		p := sse.NewParser(func() time.Duration { return 5 })
		_, _ = p.Write(o.Body)
		o.Stream = p.Close("")
	},
	"stream, word by word": func(o *exchange.Observation, e string) {
		for _, piece := range canary.Pieces(e) {
			o.Body = append(o.Body, "data: "+piece+"\n\n"...)
		}
		p := sse.NewParser(func() time.Duration { return 5 })
		_, _ = p.Write(o.Body)
		o.Stream = p.Close("")
	},
	"redirect": func(o *exchange.Observation, e string) {
		o.Hops = []exchange.Hop{{Status: 302, URL: "http://h/?k=" + e, Location: "/x/" + e, Header: exchange.Header{{Name: "Location", Value: e}}}}
	},
	"error": func(o *exchange.Observation, e string) {
		o.Failure = &exchange.Failure{Kind: exchange.DNS, Message: `Get "http://h/?k=` + e + `": no such host`}
	},
	"reason": func(o *exchange.Observation, e string) { o.Reason = "Bad " + e },
	"missing": func(o *exchange.Observation, e string) {
		o.Missing = exchange.Missing{Kind: exchange.NoSecret, Detail: "not set: " + e}
	},
	"certificate": func(o *exchange.Observation, e string) { o.TLS = &exchange.TLS{Subject: "CN=" + e, Issuer: e} },
	"capture": func(o *exchange.Observation, e string) {
		o.Captured = map[string]any{"v": e, "deep": []any{map[string]any{e: e}}}
	},
	"capture error": func(o *exchange.Observation, e string) { o.CaptureError = "id: " + e },
	"address": func(o *exchange.Observation, e string) {
		o.Provenance = exchange.Provenance{From: "http://" + e + "/", Note: e}
	},
	"sample": func(o *exchange.Observation, e string) { o.Samples = []*exchange.Observation{o, {Body: []byte(e)}} },
}

// everything returns all texts of o.
func everything(o *exchange.Observation) []string {
	out := []string{o.Missing.String(), o.Reason, string(o.Body), o.CaptureError, o.Provenance.From, o.Provenance.Note, fmt.Sprint(o.Captured)}
	for _, h := range append([]exchange.Hop{{Header: o.Header}}, o.Hops...) {
		out = append(out, h.URL, h.Location)
		for _, f := range h.Header {
			out = append(out, f.Name, f.Value)
		}
	}
	if o.Failure != nil {
		out = append(out, o.Failure.Message)
	}
	if o.TLS != nil {
		out = append(out, o.TLS.Subject, o.TLS.Issuer)
	}
	if s := o.Stream; s != nil {
		out = append(out, s.Unfinished)
		joined := ""
		for _, e := range s.Events {
			out = append(out, e.ID, e.Type, e.Data)
			var chunk struct {
				Choices []struct{ Delta struct{ Content string } }
			}
			if json.Unmarshal([]byte(e.Data), &chunk) == nil && len(chunk.Choices) > 0 {
				joined += chunk.Choices[0].Delta.Content
			} else {
				joined += e.Data
			}
		}
		out = append(out, joined)
		for _, l := range s.Stray {
			out = append(out, l.Text)
		}
	}
	for _, s := range o.Samples {
		if s != o {
			out = append(out, everything(s)...)
		}
	}
	return out
}

func TestNoSecretIsReadOutOfAnyPlaceInAnyForm(t *testing.T) {
	for i, secret := range canary.Secrets {
		if testing.Short() && i == 2 {
			break
		}
		name := fmt.Sprintf("s%d", i)
		r, err := redact.New([]redact.Secret{{Name: name, Value: secret}}, redact.Rules{})
		if err != nil {
			t.Fatal(err)
		}
		for how, transform := range canary.Transforms {
			echo := transform(secret)
			for where, put := range places {
				o := &exchange.Observation{}
				put(o, echo)
				wasJSON := json.Valid(o.Body)
				raw := everything(o)
				readable := slices.ContainsFunc(raw, func(text string) bool { return canary.Leaks(text, secret) != "" })
				r.Observation(o)
				if !slices.Equal(everything(o), raw) && !strings.Contains(fmt.Sprint(everything(o)), redact.MaskStart) {
					t.Errorf("%q, %s, %s: nothing says that it is masked: %q", secret, how, where, everything(o))
				}
				for _, text := range everything(o) {
					if read := canary.Leaks(text, secret); read != "" {
						t.Errorf("%q, %s, %s: %q is left, and reads as %q", secret, how, where, text, read)
					}
				}
				if found := r.Scan([]byte(strings.Join(everything(o), "\n"))); len(found) > 0 {
					t.Errorf("%q, %s, %s: the last gate finds %v in %q", secret, how, where, found, everything(o))
				}
				if wasJSON && !json.Valid(o.Body) {
					t.Errorf("%q, %s, %s: the body is no JSON any more: %s", secret, how, where, o.Body)
				}
				if readable && !strings.Contains(fmt.Sprint(everything(o)), "${"+name+"}") {
					t.Errorf("%q, %s, %s: nothing says ${%s}: %q", secret, how, where, name, everything(o))
				}
			}
			if found := r.Scan([]byte("a\nbé " + echo + "\n")); len(found) != 1 || found[0].Line != 2 || found[0].Col > 20 {
				t.Errorf("%q, %s: the last gate finds %v in %q", secret, how, found, echo)
			}
		}
	}
}

// docs/secrets.md lists every form that is found, each with an example.
func TestTheDocumentListsEveryForm(t *testing.T) {
	var table strings.Builder
	for _, name := range slices.Sorted(maps.Keys(canary.Transforms)) {
		sample := `s3/k"é`
		if name == "dashed UUID" {
			sample = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
		}
		fmt.Fprintf(&table, "| %s | `%s` |\n", name, canary.Transforms[name](sample))
	}
	text, err := os.ReadFile("../../../../docs/secrets.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "| form | `s3/k\"é` in it |\n| --- | --- |\n"+table.String()+"\n") {
		t.Errorf("docs/secrets.md does not list the forms as they are:\n%s", table.String())
	}
}
