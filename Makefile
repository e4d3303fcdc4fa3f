# `make gate` is what a change must pass; .ci/run does the same on a bare machine.
.DEFAULT_GOAL := build
.PHONY: build test gate e2e bench fmt clean

build: # one static program, bin/yichuang
	CGO_ENABLED=0 go build -trimpath -o bin/ ./cmd/...

test: # all tests, the import table and the budgets among them
	go test ./...

gate: # format, vet, staticcheck, go.mod, then the tests as README.md says
	.ci/run check test

e2e: # the real programs, in a terminal and with each other
	go test -count=1 -v ./cmd/... ./internal/e2e

bench: # every benchmark, with memory
	go test -run '^$$' -bench . -benchmem ./...

fmt:
	find . -name '*.go' -not -path '*/testdata/*' -exec gofmt -w {} +

clean:
	rm -rf bin out
