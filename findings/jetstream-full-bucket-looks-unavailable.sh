#!/usr/bin/env bash
# nats-server 2.15.3: a write that a full JetStream bucket refuses fails with code 503, the code of a
# server that is away for a moment, and only the error code parts them (10077 against 10008). So a
# client that asks again at each 503, as HTTP suggests, waits for room for ever. nats.go 1.55.0 has
# no named error for a full bucket.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/jetstream
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	natsserver "github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func main() {
	dir, _ := os.MkdirTemp("", "store")
	defer os.RemoveAll(dir)
	s, err := natsserver.NewServer(&natsserver.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: dir, NoLog: true, NoSigs: true})
	must(err)
	s.Start()
	defer s.Shutdown()
	if !s.ReadyForConnections(10 * time.Second) {
		panic("the server does not start")
	}
	nc, err := nats.Connect(s.ClientURL())
	must(err)
	js, err := jetstream.New(nc)
	must(err)
	ctx := context.Background()
	away := natsserver.ApiErrors[natsserver.JSClusterNotAvailErr]
	fmt.Printf("server away: code %d, error code %d, %s\n", away.Code, away.ErrCode, away.Description)
	kv, err := js.CreateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: "b", MaxBytes: 64 << 10})
	must(err)
	for i := 0; i < 100; i++ {
		_, err = kv.Put(ctx, fmt.Sprint("k", i), make([]byte, 8<<10))
		var api *jetstream.APIError
		if errors.As(err, &api) {
			fmt.Printf("full bucket: code %d, error code %d, %s\n", api.Code, api.ErrorCode, api.Description)
			return
		}
		must(err)
	}
	fmt.Println("not full")
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
GO
go get github.com/nats-io/nats.go@v1.55.0 github.com/nats-io/nats-server/v2@v2.15.3 >/dev/null 2>&1
GOFLAGS=-mod=mod go build -o ask . 2>/dev/null
got=$(./ask)
printf 'nats-server 2.15.3\n%s\n' "$got"
[ "$got" = 'server away: code 503, error code 10008, JetStream system temporarily unavailable
full bucket: code 503, error code 10077, maximum bytes exceeded' ] || {
  echo "no longer as described" >&2
  exit 1
}
