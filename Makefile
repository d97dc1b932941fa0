# make run        builds, samples this machine, renders, and says which file to open
# make test       runs every test; installs what it needs where it may
# The others are below, each with a line. Everything that is made is under bin, run and public/dist.

GO      ?= go
VERSION ?= $(shell git describe --always --dirty --tags 2>/dev/null || echo unknown)
HOST    ?= $(shell uname -n | sed 's/^localhost$$/this-machine/')
RUN     := $(CURDIR)/run
FUZZTIME ?= 15s
BUNDLE  := public/dist/host.js
TEMPL   := cd templates/tool && $(GO) tool templ

# fleets to measure, and when to begin nothing more: make bench BENCH_HOSTS='100 1000 10000' BENCH_LIMIT=40m
BENCH_HOSTS ?= 100 1000
BENCH_MONGO ?= 100 1000
BENCH_LIMIT ?= 8m
export CGO_ENABLED = 0

.PHONY: build generate run demo mongo test faults fuzz race lint bench cross golden clean

# the program, with the page scripts in it
build: $(BUNDLE)
	$(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/psmonitor ./cmd/psmonitor

$(BUNDLE): public/package-lock.json public/build.mjs $(wildcard public/src/*.js public/src/css/*.css)
	cd public && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error && npm run --silent build

# after a change of templates/*.templ: formats them, and writes their Go code, which is committed
generate:
	$(TEMPL) fmt -prettier-command none -log-level error '$(CURDIR)/templates'
	$(TEMPL) generate -log-level error -path '$(CURDIR)/templates'

# this machine: five samples, two seconds apart, and their pages
run: build
	bin/psmonitor sample -store 'file://$(RUN)/store' -state '$(RUN)/state' -host '$(HOST)' -every 2s -count 5
	bin/psmonitor render -store 'file://$(RUN)/store' -out '$(RUN)/site'
	@echo 'Open $(RUN)/site/index.html in a browser. In ten minutes it shows the machine as late, because no cron samples it: see README.md.'

# a made-up fleet
demo: build
	bin/psmonitor demo -store 'file://$(RUN)/demo' -hosts 40 -history 1100d
	bin/psmonitor render -store 'file://$(RUN)/demo' -out '$(RUN)/demo-site'
	@echo 'Open $(RUN)/demo-site/index.html in a browser.'

# a server of the MongoDB protocol on loopback, to try psmonitor with; it prints its URL and ends with ^C
mongo:
	cd test/ferretdb && $(GO) run . -listen 127.0.0.1:27027 -dir '$(RUN)/mongo'

# Many tests wait for deadlines: four at a time, even on two CPUs.
test: build
	test/packages.sh
	$(GO) test -parallel 4 -timeout 30m ./...
	cd public && npm test --silent
	cd test/browser && PSMONITOR_BIN='$(CURDIR)/bin/psmonitor' $(GO) test -timeout 30m ./...

# injects faults into the program, for minutes; FAULTS_ROUNDS=200 takes an hour
faults: build
	test/packages.sh
	cd test/faults && PSMONITOR_BIN='$(CURDIR)/bin/psmonitor' $(GO) test -count=1 -timeout 3h

# each decoder of foreign bytes, for FUZZTIME; FUZZTIME=5m before a release
fuzz:
	test/fuzz.sh $(FUZZTIME)

# every test with the race detector; needs a C compiler
race:
	test/packages.sh
	CGO_ENABLED=1 $(GO) test -race -timeout 30m ./...

lint:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'run gofmt -w on these'; exit 1; }
	@! grep -nE '^(css|script) |<style|style=|\bon[a-z]+=' templates/*.templ || { echo 'the pages'"'"' Content-Security-Policy forbids these'; exit 1; }
	$(TEMPL) fmt -fail -prettier-command none -log-level error '$(CURDIR)/templates'
	$(TEMPL) generate -check -log-level error -path '$(CURDIR)/templates' || { echo 'run make generate'; exit 1; }
	$(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	cd test/ferretdb && $(GO) vet ./...
	cd test/browser && $(GO) vet ./...
	cd test/faults && $(GO) vet ./...

# what docs/performance.md shows: tables here, and each figure in run/bench*.txt for benchstat; installs what it needs
bench: build
	test/packages.sh
	$(GO) run ./test/bench -hosts '$(BENCH_HOSTS)' -mongo '$(BENCH_MONGO)' -limit $(BENCH_LIMIT)
	cd test/browser && PSMONITOR_BIN='$(CURDIR)/bin/psmonitor' $(GO) test -run '^$$' -bench . -benchtime 1x . > '$(RUN)/bench-browser.txt'
	@grep Benchmark '$(RUN)/bench-browser.txt'

# builds for all supported systems
cross: $(BUNDLE)
	@for os in linux freebsd openbsd netbsd darwin windows; do for arch in amd64 arm64; do \
		echo "build $$os/$$arch"; GOOS=$$os GOARCH=$$arch $(GO) build -o /dev/null ./cmd/psmonitor || exit 1; done; done

# writes the expected outputs of the tests again; look at the difference before committing it
golden: build
	$(GO) test ./render ./cmd/psmonitor -update
	$(GO) test ./render/report -run Shapes -update

clean:
	rm -rf bin run public/dist/*.* public/node_modules test/browser/node_modules
