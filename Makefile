# Thin doors to scripts/. Arguments for the server: make run ARGS='--addr 127.0.0.1:8080'

# The last line is the command's own, also with `make --directory`.
MAKEFLAGS += --no-print-directory

.PHONY: run test dev bench soak

run:
	@scripts/run $(ARGS)

test:
	@scripts/test

dev:
	@scripts/dev $(ARGS)

bench:
	@scripts/bench $(ARGS)

soak:
	@scripts/soak $(ARGS)
