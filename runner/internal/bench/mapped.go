//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

// mapped is the work of a plain loop over a map: the answers of a recording by what tells their
// requests apart, then n requests made, found, and their answers read and checked as loop does. by
// is "url", "header" or "body".
func mapped(recording, by string, n int) error {
	text, err := os.ReadFile(recording)
	if err != nil {
		return err
	}
	answers := make(map[string]string, n)
	var request string
	for part := range strings.SplitSeq("\n"+string(text), "\n### ") {
		name, message, found := strings.Cut(part, "\n")
		switch {
		case !found:
		case strings.HasSuffix(name, " response"):
			answers[request] = message
		default:
			r, err := sent(message)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if request, err = keyOf(r, by); err != nil {
				return err
			}
		}
	}
	for i := range n {
		r, err := asked(by, i)
		if err != nil {
			return err
		}
		key, err := keyOf(r, by)
		if err != nil {
			return err
		}
		if err := checkRecorded(answers[key], r); err != nil {
			return fmt.Errorf("request %d: %w", i, err)
		}
	}
	return nil
}

// checkRecorded checks a recorded answer as one that came.
func checkRecorded(message string, r *http.Request) error {
	resp, err := http.ReadResponse(bufio.NewReader(strings.NewReader(message)), r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return checkAnswer(resp)
}

// sent reads a recorded request: its line, its header, its body.
func sent(message string) (*http.Request, error) {
	head, body, _ := strings.Cut(message, "\n\n")
	first, fields, _ := strings.Cut(head, "\n")
	method, url, _ := strings.Cut(first, " ")
	r, err := http.NewRequest(method, url, strings.NewReader(strings.TrimRight(body, "\n"))) //nolint:noctx // it is not sent
	if err != nil {
		return nil, err
	}
	for field := range strings.Lines(fields) {
		name, value, _ := strings.Cut(strings.TrimSpace(field), ": ")
		r.Header.Set(name, value)
	}
	return r, nil
}

// asked makes the request of check i, as the document of replayedBy has it.
func asked(by string, i int) (*http.Request, error) {
	method, url, body := http.MethodGet, recordedTarget+"/fast", ""
	switch by {
	case byURL:
		url += fmt.Sprintf("?check=c%d", i)
	case byBody:
		method, body = http.MethodPost, fmt.Sprintf(`{"check":"c%d"}`, i)
	}
	r, err := http.NewRequest(method, url, strings.NewReader(body)) //nolint:noctx // it is not sent
	if err == nil && by == byHeader {
		r.Header.Set("X-Check", fmt.Sprintf("c%d", i))
	}
	return r, err
}

// keyOf returns what tells a request apart. Bodies are equal as JSON.
func keyOf(r *http.Request, by string) (string, error) {
	key := r.Method + " " + r.URL.String() + " " + r.Header.Get("X-Check")
	if by != byBody {
		return key, nil
	}
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return "", err
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return "", err
	}
	canonical, err := json.Marshal(v)
	return key + string(canonical), err
}
