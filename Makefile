# Two commands on a fresh machine: `make demo` and `make test`.
.PHONY: help demo build test bench doc clean

# rustup's own folder, for a terminal opened before Rust was installed.
export PATH := $(HOME)/.cargo/bin:$(PATH)

CARGO_RUN := cargo run --release --locked --quiet --
DEMO := target/demo

help:
	@echo "make demo    build, make a demo centre in $(DEMO) and plan its next week"
	@echo "make test    formatting, lints, tests, documentation"
	@echo "make build   the program: target/release/wfm"
	@echo "make bench   speed measurements"
	@echo "make doc     the library's documentation"
	@echo "make clean   remove what was built"

# Exit 1 of `wfm plan` means: done, with findings to act on. The report is there.
demo: build
	@rm -rf $(DEMO) && mkdir -p target
	$(CARGO_RUN) init $(DEMO)
	$(CARGO_RUN) plan $(DEMO) || [ $$? -eq 1 ]
	@echo "Open in a browser: $(CURDIR)/$(DEMO)/plan/report.html"

build:
	@./scripts/prerequisites.sh
	cargo build --release --locked

# Lints, tests and documentation share one development build, so HiGHS is built once. The last step runs the tests with the
# pure-Rust solver in place of HiGHS; those that are too large for it are left out by #[cfg(feature = "highs")].
test:
	@./scripts/prerequisites.sh test
	cargo fmt --check
	cargo clippy --all-targets --locked -- -D warnings
	cargo test --locked
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked
	cargo test --locked --no-default-features --features microlp

bench:
	@./scripts/prerequisites.sh
	cargo bench --locked

doc:
	@./scripts/prerequisites.sh
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked

clean:
	cargo clean
