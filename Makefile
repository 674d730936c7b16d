# Assay's own commands. `make` alone lists them.
GO       ?= go
GOLANGCI ?= $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
ACTIONLINT ?= $(GO) run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
SCRIPTS  := .ci/run $(filter-out %.go scripts/testdata scripts/module scripts/release,$(wildcard scripts/*))
ASSAY    := bin/assay
SUITE    ?= suites/chutes
SEED     ?= 1
# How long a package's tests may take. On a machine that does much else they take many times as long.
LONGEST  := 40m
# Long tests whose code runs in one goroutine: the race detector has nothing to find there.
ALONE    := TestJSONPathCompliance TestLimitsAreUnknown TestManyMistakes TestThePastIsWhatTheRunsShow TestLeftRunsDoNotPileUp \
            TestConstructsAreImported TestWordsMeanTheSame TestNoSecretIsReadOutOfAnyPlaceInAnyForm \
            TestSuggestionsKill TestQuickOutcomeIsThatOfTheVerdict TestStrength TestVerdictsOnRecordings

# All that is compiled here is compiled in one way, and so only once.
export CGO_ENABLED := 0
export GOFLAGS := $(strip $(filter-out -trimpath,$(GOFLAGS)) -trimpath)

.DEFAULT_GOAL := help
.PHONY: help run test race bench lint fmt live build fuzz man mutants mutate nightly module servers providers limiters peers clients editors extension formats portable release fleet

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## replay the Chutes suite against its fixtures and show the verdicts
	@$(ASSAY) run $(SUITE)

test: ## pass every test (offline: 127.0.0.1 only)
	$(GO) test -timeout $(LONGEST) ./...

race: export CGO_ENABLED := 1
race: empty :=
race: ## every test under the race detector, but for what runs in one goroutine; the longest ones cut short
	@# Without atexit_sleep_ms each command that a test starts sleeps a second. The tests of releases, of modules outside, of scripts and of the docs' command
	@# lines only start commands, which are compiled without the detector; those of pages wait for a browser. make lint vets.
	GORACE=atexit_sleep_ms=0 $(GO) test -race -vet=off -short -timeout $(LONGEST) -skip '^($(subst $(empty) $(empty),|,$(strip $(ALONE))))$$' \
		$$($(GO) list ./... | grep -v -e /scripts -e /integration/outside -e /integration/docs -e /report/page)

bench: ## whole-process speed against its targets, ratios in one run: make bench HURL=/usr/bin/hurl K6=/usr/bin/k6 (scripts/hurl installs one)
	HURL='$(HURL)' K6='$(K6)' $(GO) run ./runner/internal/bench
	$(GO) test -run '^$$' -bench Writers ./runner/internal/report
	$(GO) test -run '^$$' -bench . -benchtime 1x ./runner/internal/report/page
	$(GO) test -run '^$$' -bench . ./runner/internal/mutate

lint: build ## the linters of code, go vet's checks among them, of workflows and scripts, and the suites' own lint
	$(GOLANGCI) run ./... ./runner/contract/testdata/plain ./runner/spec/testdata/door
	$(ACTIONLINT)
	@command -v shellcheck >/dev/null || { echo "make lint: there is no shellcheck; scripts/packages installs it" >&2; exit 1; }
	shellcheck $(SCRIPTS)
	$(ASSAY) lint suites
	$(ASSAY) fmt --check suites

fmt: ## format the Go code and the suites
	gofmt -l -w runner suites
	@$(MAKE) -s build
	$(ASSAY) fmt suites

portable: ## go vet for Windows and macOS too
	for os in darwin windows; do GOOS=$$os $(GO) vet ./... || exit 1; done

mutate: build ## how strong the suites are: what of their answers could change unnoticed
	@$(ASSAY) mutate --baseline suites/mutation.json suites

live: build ## the Chutes suite against the real service: needs CHUTES_API_KEY, sends few requests
	$(ASSAY) run --live $(SUITE)

nightly: build ## what the nightly workflow runs: live, with every report, in nightly/
	@$(ASSAY) nightly $(SUITE)

fleet: build ## bin/assay, and bin/assay-fleet beside it: the client and the server of fleets
	@$(GO) build -o bin/assay-fleet ./runner/cmd/assay-fleet

build: ## the assay command as bin/assay
	@$(GO) build -o bin/assay ./runner/cmd/assay
	@# In pieces of 64 KiB, as it is then held in memory: a start takes a tenth less. Larger ones make all of it resident.
	@dd if=bin/assay of=bin/assay.new bs=65536 2>/dev/null && chmod +x bin/assay.new && mv bin/assay.new bin/assay

release: ## archives of the command for every platform, with checksums, in dist/: make release VERSION=v1.2.3 PLATFORMS=linux/amd64
	@$(GO) run ./scripts/release -version '$(VERSION)' -platforms '$(PLATFORMS)' dist

man: build ## the manual as bin/man/*.1
	$(ASSAY) man bin/man

servers: ## ask LLM servers of npm, Go and Debian on loopback anew, and keep their answers in fixtures/llm; CHECK='aimock-1.43.0' only compares those of some
	@scripts/servers $(if $(CHECK),--check $(CHECK))

providers: build ## the findings × servers of docs/providers.md as a page: bin/providers.html
	@mkdir -p bin/providers
	@runs=$$($(GO) run ./runner/internal/integration/llm/recorded runs bin/providers) && $(ASSAY) report --matrix --output quiet --html bin/providers.html $$runs && echo bin/providers.html

limiters: ## ask rate limiters of npm, Go and Debian on loopback whether the resets that they tell are true
	@scripts/limiters

peers: ## run the importers' constructs by the tools that their files are for, and compare: make peers PEERS=postman, HURL=/usr/bin/hurl
	@HURL='$(HURL)' PEERS='$(PEERS)' scripts/peers

editors: ## check with Ajv, yaml-language-server and httpYac, of npm, what editors make of suites and recordings
	@scripts/editors

formats: ## read reports of each format with a reader of npm: CTRF, TAP, Allure, SARIF
	@scripts/formats

extension: ## test the extension for VS Code against assay lsp, and pack it: bin/assay.vsix
	@scripts/extension

clients: ## serve clients of LLM providers, of npm and Go, good and odd answers, and write docs/clients.md anew
	@scripts/clients

fuzz: ## fuzz every parser for 20 s each; fails where a target ran too few inputs
	@scripts/fuzz

mutants: ## how strong the tests are: of 100 random changes to the code that decides, how many they notice
	$(GO) run ./runner/internal/codemutants -seed $(SEED) $(MUTANTS)

module: ## rename the Go module: make module MODULE=github.com/acme/assay
	@$(GO) run ./scripts/module $(MODULE)
