//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

// loop is the work of a bare client: n requests, concurrency at a time, over pooled connections,
// each answer read and its status, header and one JSON field checked. A stream is read line by line
// until [DONE].
func loop(url string, n, concurrency int) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: concurrency}}
	check := checkAnswer
	if strings.HasSuffix(url, "/stream") {
		check = checkStream
	}
	var next atomic.Int64
	var failed sync.Map
	var workers sync.WaitGroup
	for range concurrency {
		workers.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				if err := once(client, url, check); err != nil {
					failed.Store(i, err)
				}
			}
		})
	}
	workers.Wait()
	var err error
	failed.Range(func(_, e any) bool { err = e.(error); return false })
	return err
}

func once(client *http.Client, url string, check func(*http.Response) error) error {
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return check(resp)
}

func checkAnswer(resp *http.Response) error {
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	var got struct{ Name string }
	if err := json.Unmarshal(body, &got); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || resp.Header.Get(header) != "yes" || got.Name != "bench" {
		return fmt.Errorf("not the answer expected: %d, %q, %q", resp.StatusCode, resp.Header.Get(header), got.Name)
	}
	return nil
}

func checkStream(resp *http.Response) error {
	lines, count := bufio.NewScanner(resp.Body), 0
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		switch {
		case !ok:
		case data != "[DONE]":
			count++
		case count != events:
			return fmt.Errorf("%d events instead of %d", count, events)
		default:
			_, err := io.Copy(io.Discard, resp.Body)
			return err
		}
	}
	return fmt.Errorf("no [DONE] after %d events: %w", count, lines.Err())
}
