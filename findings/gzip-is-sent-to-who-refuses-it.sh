#!/usr/bin/env bash
# Servers in Go that compress answers send gzip to a client that refuses it:
# github.com/gin-contrib/gzip 1.2.5, the Gzip of github.com/labstack/echo/v4 4.16.5 and the Compress
# of github.com/go-chi/chi/v5 5.5.0 look for the letters "gzip" in Accept-Encoding, so that
# gzip;q=0, not acceptable by RFC 9110, 12.4.2, asks for it (seen in
# https://github.com/go-chi/chi/issues/1069 and https://github.com/labstack/echo/pull/3021). These
# and github.com/gorilla/handlers 1.5.2 also compress each part that Range asked for, beside a
# Content-Range that counts bytes of the text, though it is to count those of the representation
# with its coding (14.4, 8.4). github.com/klauspost/compress/gzhttp 1.20.4 does neither.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/gzip
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/gin-contrib/gzip"
	"github.com/gin-gonic/gin"
	chi "github.com/go-chi/chi/v5/middleware"
	gorilla "github.com/gorilla/handlers"
	"github.com/klauspost/compress/gzhttp"
	"github.com/labstack/echo/v4"
	echomw "github.com/labstack/echo/v4/middleware"
)

func main() {
	text := strings.Repeat("a text that is long enough ", 100)
	served := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		http.ServeContent(w, r, "", time.Unix(0, 0), strings.NewReader(text))
	})
	gin.SetMode(gin.ReleaseMode)
	ginned := gin.New()
	ginned.Use(gzip.Gzip(gzip.DefaultCompression))
	ginned.GET("/", gin.WrapH(served))
	echoed := echo.New()
	echoed.Use(echomw.Gzip())
	echoed.GET("/", echo.WrapHandler(served))

	for _, server := range []struct {
		name    string
		handler http.Handler
	}{
		{"gin-contrib/gzip", ginned},
		{"echo", echoed},
		{"chi", chi.Compress(5)(served)},
		{"gorilla/handlers", gorilla.CompressHandler(served)},
		{"gzhttp", gzhttp.GzipHandler(served)},
	} {
		refused := ask(server.handler, "gzip;q=0", "")
		part := ask(server.handler, "gzip", "bytes=0-1999")
		fmt.Printf("%s: refused %q, part %q of %s\n", server.name, refused.Get("Content-Encoding"),
			part.Get("Content-Encoding"), part.Get("Content-Range"))
	}
}

func ask(handler http.Handler, coding, part string) http.Header {
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.Header.Set("Accept-Encoding", coding)
	if part != "" {
		request.Header.Set("Range", part)
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder.Result().Header
}
GO
go get github.com/gin-contrib/gzip@v1.2.5 github.com/labstack/echo/v4@v4.16.5 github.com/go-chi/chi/v5@v5.5.0 \
  github.com/gorilla/handlers@v1.5.2 github.com/klauspost/compress@v1.20.4 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1

got=$(go run .)
echo "$got"
[ "$got" = 'gin-contrib/gzip: refused "gzip", part "gzip" of bytes 0-1999/2700
echo: refused "gzip", part "gzip" of bytes 0-1999/2700
chi: refused "gzip", part "gzip" of bytes 0-1999/2700
gorilla/handlers: refused "", part "gzip" of bytes 0-1999/2700
gzhttp: refused "", part "" of bytes 0-1999/2700' ] || {
  echo "no longer as described" >&2
  exit 1
}
