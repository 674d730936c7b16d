# The commands assay and assay-fleet alone: static, as a user without rights, with certificates to ask over TLS.
#
#   docker build --build-arg VERSION="$(git describe --tags --always --dirty)" -t assay .
#   docker run --rm -v "$PWD:/repo:ro" assay run suites
#
# docs/install.md has more. What scripts/release builds has the same flags.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY runner runner
ARG VERSION=""
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=$VERSION" -o /out/usr/bin/ ./runner/cmd/assay ./runner/cmd/assay-fleet \
 && mkdir -p /out/etc/ssl/certs /out/repo /state \
 && cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/ \
 && echo 'assay:x:65532:65532::/state:/sbin/nologin' >/out/etc/passwd

FROM scratch
COPY --from=build /out /
COPY --from=build --chown=65532:65532 /state /state
# The history and answers: a volume keeps them.
ENV XDG_STATE_HOME=/state HOME=/state
USER 65532:65532
WORKDIR /repo
ENTRYPOINT ["/usr/bin/assay"]
CMD ["--help"]
