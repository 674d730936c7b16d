// The command upstream serves the provider that fails on request on a port of
// loopback, for gateways to be put in front of it:
//
//	go run ./runner/internal/integration/llm/upstream -listen 127.0.0.1:8000
//
// It lets in the key that UPSTREAM_KEY holds, "invented" where that is not set.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"assay/runner/internal/integration/llm"
)

func main() {
	address := flag.String("listen", "127.0.0.1:0", "the `address` to listen at")
	flag.Parse()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", *address)
	if err == nil {
		fmt.Printf("http://%s\n", l.Addr())
		s := &http.Server{Handler: llm.New(cmp.Or(os.Getenv("UPSTREAM_KEY"), "invented")), ReadHeaderTimeout: 10 * time.Second}
		err = s.Serve(l)
	}
	fmt.Fprintln(os.Stderr, "upstream:", err)
	os.Exit(1)
}
