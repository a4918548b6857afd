# The same targets serve people and CI (.ci/run). `make` alone lists them.

TEMPORAL_VERSION      := v1.5.1# The last CLI that `go install` accepts: later ones have a replace directive.
GOLANGCI_LINT_VERSION := v2.15.0
WORKFLOWCHECK_VERSION := v0.6.0

BIN := $(CURDIR)/bin

# A clone without tags, without git or owned by somebody else still builds.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

# Go's own VCS stamping fails the build where git refuses the checkout; VERSION replaces it.
# nomsgpack: gin without MessagePack, which nothing here speaks, makes the program 6 MB smaller.
export GOFLAGS := $(strip $(filter-out -buildvcs% -tags%,$(shell go env GOFLAGS 2>/dev/null)) -buildvcs=false -tags=nomsgpack)

# Two packages at a time, and four tests of each: most of them wait.
# What `make test` runs: make test PKG=./api RUN=TestWebhook RACE=1. Tests that are named run even if they take long.
PKG  ?= ./...
RUN  ?=
RACE ?=

test_flags := -p 2 -parallel 4 -timeout 15m $(if $(RUN),-run '$(RUN)',-short) $(if $(RACE),-race)

.DEFAULT_GOAL := help
# Recipes that install and build are slow enough one after the other, and their messages stay readable.
.NOTPARALLEL:

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@ / {print "\n" substr($$0, 5)} /^[a-z][a-z-]*:.*## / {printf "  %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Run

.PHONY: demo
demo: deps build ## Start everything and play a WhatsApp conversation (ARGS=--exit leaves at the end)
	@scripts/run.sh demo $(ARGS)

.PHONY: dev
dev: deps build ## Start PostgreSQL, Temporal and contacts on this machine (ARGS="--http-addr 127.0.0.1:9000")
	@scripts/run.sh dev $(ARGS)

.PHONY: leads
leads: ## Send one of everything that people send to a running `make dev`, and print what became of it
	@go run ./internal/dev/leads $(ARGS)

.PHONY: bench
bench: deps build bin/bench bin/temporal ## Measure everything against what Temporal allows: up to 35 minutes (ARGS=--check)
	@bin/bench $(ARGS)

##@ Build

.PHONY: deps
deps: ## Check Go and PostgreSQL; install PostgreSQL where apt-get may
	@scripts/deps.sh

.PHONY: build
build: ## Build bin/contacts and bin/temporal-dev, its Temporal server
	@scripts/build.sh bin/contacts bin/temporal-dev

# Phony because Go knows better than make what changed: embedded files, go.mod, every package. It is cached.
.PHONY: bin/contacts bin/bench
bin/contacts bin/bench: bin/%:
	@echo "building $@ $(VERSION)"
	@CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o $@ ./cmd/$*

# The Temporal server of dev, demo, bench and the tests: a module of its own, which takes minutes the first time.
bin/temporal-dev: $(shell find cmd/temporal-dev -name '*.go' -not -name '*_test.go' -o -name 'go.*')
	@scripts/temporal-dev.sh $(CURDIR)/$@

# The official CLI has a server, too (--temporal-bin bin/temporal), and is for operators; nothing else needs it.
# rm: the link to a `temporal` that is gone counts as missing, and go install would write through it.
bin/temporal:
	@mkdir -p bin && rm -f $@
	@if found=$$(command -v temporal); then \
		echo "using the Temporal CLI at $$found"; \
		ln -s "$$found" $@; \
	else \
		echo "building the Temporal CLI $(TEMPORAL_VERSION) with its server: 2 to 9 minutes, this first time only"; \
		GOBIN=$(BIN) go install github.com/temporalio/cli/cmd/temporal@$(TEMPORAL_VERSION); \
	fi

##@ Check

# One PostgreSQL and one Temporal for the whole run, started by internal/dev/teststack.
teststack = TEST_TEMPORAL_BIN=$(BIN)/temporal-dev go run ./internal/dev/teststack

.PHONY: test
test: deps build ## Run the tests (PKG=./api RUN=TestX RACE=1)
	@echo "testing $(PKG): PostgreSQL and Temporal start first"
	@$(teststack) go test $(test_flags) $(PKG)

.PHONY: test-server
test-server: bin/temporal-dev ## Test the Temporal server itself: its driver, queries at 100,000 workflows
	@echo "testing cmd/temporal-dev"
	@cd cmd/temporal-dev && go test ./...

# Packages that have tests which take long, beside the two that run alone.
long_pkgs := ./api ./service ./starter ./store ./store/book ./store/erasure ./web

# The CLI is here because some tests compare with its server.
.PHONY: test-long
test-long: deps build bin/temporal ## Run what takes long as well, and the long versions: twenty kills, larger imports, all looks of pages
	@echo "testing for long: PostgreSQL and Temporal start first"
	@LONG=1 $(teststack) go test -tags nomsgpack,long -p 1 -count=1 -timeout 40m ./internal/dev ./internal/e2e
	@LONG=1 $(teststack) go test -tags nomsgpack,long -p 2 -parallel 4 -count=1 -timeout 20m $(long_pkgs)

.PHONY: record
record: deps build ## Record the workflow histories that the replay tests use
	@echo "recording into workflows/testdata/histories"
	@RECORD=1 $(teststack) go test -tags nomsgpack,long -run 'TestRecord|TestMergesAre' -count=1 ./internal/e2e

.PHONY: screenshots
screenshots: deps build ## Take the pictures of docs/pictures anew
	@SCREENSHOTS=$(CURDIR)/docs/pictures $(teststack) go test -tags nomsgpack,screenshots -run TestScreenshots -count=1 ./web

.PHONY: schema
schema: deps ## Write store/schema.sql anew, as the migrations make it
	@WRITE_SCHEMA=1 go test -run TestSchemaIsWrittenDown -count=1 ./store

# $(call tool,name,package,version): `go version -m` tells which version a binary was built from.
define tool
@go version -m bin/$(1) 2>/dev/null | grep -q '	mod	.*	$(3)	' || { \
	echo "building $(1) $(3): some minutes, this first time only"; \
	GOBIN=$(BIN) go install $(2)@$(3); \
}
endef

.PHONY: lint
lint: ## Check format, vet, linters, words, workflow determinism and go.mod
	$(call tool,golangci-lint,github.com/golangci/golangci-lint/v2/cmd/golangci-lint,$(GOLANGCI_LINT_VERSION))
	$(call tool,workflowcheck,go.temporal.io/sdk/contrib/tools/workflowcheck,$(WORKFLOWCHECK_VERSION))
	@echo "gofmt"
	@files=$$(gofmt -l .) && { [ -z "$$files" ] || { echo "run make fmt for:"; echo "$$files"; exit 1; }; }
	@echo "go vet"
	@go vet ./...
	@echo "golangci-lint"
	@bin/golangci-lint run ./...
	@echo "words"
	@scripts/words
	@echo "workflowcheck"
	@bin/workflowcheck ./workflows/...
	@echo "go mod tidy -diff"
	@go mod tidy -diff
	@echo "cmd/temporal-dev: go vet, go mod tidy -diff"
	@cd cmd/temporal-dev && go vet ./... && go mod tidy -diff && cd sqlite && go vet ./... && go mod tidy -diff

##@ Tidy

.PHONY: fmt
fmt: ## Format the Go code
	@gofmt -w .

.PHONY: tidy
tidy: ## Bring go.mod and go.sum in line with the code
	@go mod tidy && cd cmd/temporal-dev && go mod tidy && cd sqlite && go mod tidy

.PHONY: clean
clean: ## Remove what was built, and the data of dev and demo
	@data=$$(scripts/data-dir.sh) && echo "removing bin, .dev $$data" && rm -rf bin .dev $$data
