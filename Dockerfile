# syntax=docker/dockerfile:1

# The compiler runs on the builder's own platform and cross-compiles: pure Go needs no emulation.
FROM --platform=$BUILDPLATFORM golang:1.26.8-bookworm AS build
WORKDIR /src

# Modules first: this layer stays until go.mod or go.sum changes.
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download

COPY . .
# .git is not sent to the build, so the version comes from outside; compose passes ${VERSION}.
ARG VERSION=dev
ARG TARGETOS
ARG TARGETARCH
# Static (no C library) because the final image has none.
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -buildvcs=false -tags=nomsgpack -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /out/contacts ./cmd/contacts

# No shell and no package manager, but CA certificates (Temporal Cloud, callbacks), time zones and a /tmp for uploads.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/contacts /contacts
USER nonroot
EXPOSE 8080
# No HEALTHCHECK: the same image also runs `migrate`, `worker` and `import`, which serve no HTTP.
# docker-compose.yml gives one to `serve`.
ENTRYPOINT ["/contacts"]
CMD ["serve"]
