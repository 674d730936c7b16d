#!/usr/bin/env bash
# nats.go 1.55.0 with nats-server 2.15.3: the keys of a JetStream bucket (Keys, ListKeys, and what a
# watch sends before its nil) leave out a key that somebody overwrites while they are listed, though
# the key exists all the time and Get finds it. The watch sends its value after the nil.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/keys
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"os"
	"slices"
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
	ctx := context.Background()
	kv := bucket(ctx, s.ClientURL())
	for _, key := range []string{"heartbeat", "one", "two"} {
		_, err := kv.Put(ctx, key, []byte("0"))
		must(err)
	}
	go func() { // another client writes one key, again and again
		writer := bucket(ctx, s.ClientURL())
		for i := 1; ; i++ {
			_, _ = writer.Put(ctx, "heartbeat", fmt.Append(nil, i))
		}
	}()
	fmt.Println("left out by Keys:", within(func() bool {
		keys, err := kv.Keys(ctx)
		must(err)
		return !slices.Contains(keys, "heartbeat")
	}))
	fmt.Println("left out by a watch, and sent after its nil:", within(func() bool { return late(ctx, kv) }))
	fmt.Println("not found by Get:", within(func() bool {
		_, err := kv.Get(ctx, "heartbeat")
		return err != nil
	}))
}

// late reports whether the key comes after the mark that ends the first values, and only then.
func late(ctx context.Context, kv jetstream.KeyValue) bool {
	watch, err := kv.WatchAll(ctx)
	must(err)
	defer func() { _ = watch.Stop() }()
	for entry := range watch.Updates() {
		if entry == nil {
			break
		}
		if entry.Key() == "heartbeat" {
			return false
		}
	}
	entry := <-watch.Updates()
	return entry.Key() == "heartbeat"
}

// within reports whether something happens in 3,000 attempts.
func within(happens func() bool) bool {
	for i := 0; i < 3000; i++ {
		if happens() {
			return true
		}
	}
	return false
}

func bucket(ctx context.Context, url string) jetstream.KeyValue {
	nc, err := nats.Connect(url)
	must(err)
	js, err := jetstream.New(nc)
	must(err)
	kv, err := js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: "b"})
	must(err)
	return kv
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
printf 'nats.go 1.55.0, nats-server 2.15.3\n%s\n' "$got"
[ "$got" = 'left out by Keys: true
left out by a watch, and sent after its nil: true
not found by Get: false' ] || {
  echo "no longer as described" >&2
  exit 1
}
