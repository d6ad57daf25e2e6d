# graded: see README.md. Everything that is built lands in build/ (build-asan/ with SAN=1).
# Sources are found by folder: a new .c file in an existing folder needs no change of this file.

MAKEFLAGS += --no-builtin-rules
SAN ?= 0
ifeq ($(SAN),1)
BUILD := build-asan
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
HARDENING :=
else
BUILD := build
SANFLAGS :=
HARDENING := -D_FORTIFY_SOURCE=2 -fstack-protector-strong
endif

VERSION := 0.1.0
CC := gcc
PKG_CONFIG := /usr/bin/pkg-config
PYTHON := /usr/bin/python3
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith
COMPILE = $(CC) -std=gnu17 -D_GNU_SOURCE -I. -I$(BUILD)/gen -DGRADED_VERSION='"$(VERSION)"' $(WARNINGS) \
	-MMD -MP -fPIC -ffunction-sections -fdata-sections $(HARDENING) $(CFLAGS) $(SANFLAGS)
LINK = $(CC) $(CFLAGS) $(SANFLAGS) -Wl,--gc-sections -Wl,-z,relro,-z,now -Wl,--as-needed

.SECONDEXPANSION:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

# ---- archives: one a folder, so that every program links only what it uses --------------------------
ARCHIVES := daemon/base proto/record proto/wire proto/statement proto/client sandbox/client \
	sandbox/walls sandbox/policy sandbox/measure sandbox/doctor graders/sdk graders/bank
objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard $(addsuffix /*.c,$(1))))
archive = $(foreach folder,$(1),$(BUILD)/lib/$(subst /,-,$(folder)).a)

define archive_rule
$(call archive,$(1)): $(call objects,$(if $(filter sandbox/client,$(1)),sandbox,$(1))) $(if $(filter proto/wire,$(1)),$(BUILD)/obj/gen/proto/graded.pb-c.o)
endef
$(foreach folder,$(ARCHIVES),$(eval $(call archive_rule,$(folder))))
$(BUILD)/lib/%.a:
	@mkdir -p $(@D)
	@rm -f $@
	ar rcs $@ $^

# ---- generated sources -------------------------------------------------------------------------------
$(BUILD)/gen/proto/graded.pb-c.c: proto/graded.proto
	@mkdir -p $(@D)
	protoc-c -I . --c_out=$(BUILD)/gen proto/graded.proto
$(BUILD)/gen/proto/graded.pb-c.h: $(BUILD)/gen/proto/graded.pb-c.c
$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(COMPILE) -Wno-error -c -o $@ $<

# System-call policies: readable lists -> ready BPF programs.
POLICIES := $(wildcard sandbox/policy/*.policy)
POLICY_HEADERS := $(patsubst sandbox/policy/%.policy,$(BUILD)/gen/sandbox/policy/%.bpf.h,$(POLICIES))
$(BUILD)/tools/policy-compiler: sandbox/policy/tool/policy_compiler.c
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -D_GNU_SOURCE -I. $(WARNINGS) -O1 -o $@ $< -lseccomp
$(BUILD)/gen/sandbox/policy/%.bpf.h: sandbox/policy/%.policy $(BUILD)/tools/policy-compiler $(wildcard sandbox/policy/*.list)
	@mkdir -p $(@D)
	$(BUILD)/tools/policy-compiler $< $@

.SECONDARY: $(POLICY_HEADERS)

# The journal's schema, as a C string.
$(BUILD)/gen/daemon/ledger/schema.sql.h: daemon/ledger/schema.sql
	@mkdir -p $(@D)
	{ echo 'static const char schema_sql[] ='; sed -e 's/[\\"]/\\&/g' -e 's/.*/"&\\n"/' $<; echo ';'; } >$@

# The default configuration, as a C string.
$(BUILD)/gen/daemon/supervisor/default.yaml.h: deploy/config/graded.yaml
	@mkdir -p $(@D)
	{ echo 'static const char default_yaml[] ='; sed -e 's/[\\"]/\\&/g' -e 's/.*/"&\\n"/' $<; echo ';'; } >$@

GENERATED := $(BUILD)/gen/daemon/supervisor/default.yaml.h $(BUILD)/gen/proto/graded.pb-c.h $(POLICY_HEADERS) $(BUILD)/gen/daemon/ledger/schema.sql.h
$(BUILD)/obj/%.o: %.c | $(GENERATED)
	@mkdir -p $(@D)
	$(COMPILE) $(FLAGS_$(subst /,-,$(patsubst %/,%,$(dir $<)))) -c -o $@ $<

# ---- programs ---------------------------------------------------------------------------------------
# program: folder(s) with its own sources | archives, in link order | libraries
PROGRAMS := graded libexec/graded-front libexec/graded-ledger libexec/graded-signer \
	libexec/graded-judge libexec/graded-librarian libexec/graded-jailer libexec/graded-box gradectl
BASE := proto/record daemon/base
BASE_LIBS := -lcrypto -lseccomp
SOURCES_graded := daemon/supervisor
ARCHIVES_graded := $(BASE)
LIBS_graded := -lyaml -lzmq
SOURCES_libexec/graded-front := daemon/front
ARCHIVES_libexec/graded-front := proto/wire $(BASE)
LIBS_libexec/graded-front := -lzmq -lprotobuf-c
SOURCES_libexec/graded-ledger := daemon/ledger
ARCHIVES_libexec/graded-ledger := $(BASE)
LIBS_libexec/graded-ledger := -lsqlite3
SOURCES_libexec/graded-signer := daemon/signer
ARCHIVES_libexec/graded-signer := proto/statement proto/wire $(BASE)
LIBS_libexec/graded-signer := -lprotobuf-c
SOURCES_libexec/graded-judge := daemon/judge
ARCHIVES_libexec/graded-judge := graders/bank graders/sdk sandbox/client $(BASE)
LIBS_libexec/graded-judge := -lyaml -lm
SOURCES_libexec/graded-librarian := daemon/librarian
ARCHIVES_libexec/graded-librarian := graders/bank graders/sdk sandbox/client $(BASE)
LIBS_libexec/graded-librarian := -lyaml -lm
SOURCES_libexec/graded-jailer := sandbox/jailer
ARCHIVES_libexec/graded-jailer := sandbox/client sandbox/walls sandbox/policy sandbox/measure daemon/base
SOURCES_libexec/graded-box := sandbox/box
ARCHIVES_libexec/graded-box := sandbox/client sandbox/walls sandbox/policy sandbox/measure daemon/base
LIBS_libexec/graded-box := -ldl
SOURCES_gradectl := daemon/ctl
ARCHIVES_gradectl := proto/client proto/statement proto/wire graders/bank graders/sdk sandbox/doctor sandbox/client sandbox/walls sandbox/measure $(BASE)
LIBS_gradectl := -lzmq -lprotobuf-c -lyaml -ljansson -lm

define program_rule
$(BUILD)/$(1): $(call objects,$(SOURCES_$(1))) $(call archive,$(ARCHIVES_$(1)))
	@mkdir -p $$(@D)
	$$(LINK) -o $$@ $(call objects,$(SOURCES_$(1))) -Wl,--start-group $(call archive,$(ARCHIVES_$(1))) -Wl,--end-group $(LIBS_$(1)) $(BASE_LIBS)
endef
$(foreach program,$(PROGRAMS),$(eval $(call program_rule,$(program))))

# ---- runtime modules: loaded by graded-box ----------------------------------------------------------
RUNTIMES := runtime-c runtime-python runtime-checker
SOURCES_runtime-c := graders/runtime/c graders/runtime/host
LIBS_runtime-c := -lffi -lm
SOURCES_runtime-python := graders/runtime/python graders/runtime/host
LIBS_runtime-python = $(shell $(PKG_CONFIG) --libs python-3.11-embed)
SOURCES_runtime-checker := graders/checker
LIBS_runtime-checker := -lcrypto -lm
FLAGS_graders-runtime-python := $(shell $(PKG_CONFIG) --cflags python-3.11-embed 2>/dev/null) -I/usr/lib/python3/dist-packages/numpy/core/include
# The checker's module exports the kit to the questions' graders: nothing of it may be dropped.
define runtime_rule
$(BUILD)/libexec/$(1).so: $(call objects,$(SOURCES_$(1))) $(call archive,graders/sdk daemon/base)
	@mkdir -p $$(@D)
	$(CC) $(CFLAGS) $(SANFLAGS) -shared -Wl,-z,relro,-z,now -o $$@ $(call objects,$(SOURCES_$(1))) \
	  $(if $(filter runtime-checker,$(1)),-Wl$(comma)--whole-archive $(call archive,graders/sdk) -Wl$(comma)--no-whole-archive $(call archive,daemon/base),-Wl$(comma)--start-group $(call archive,graders/sdk daemon/base) -Wl$(comma)--end-group) $$(LIBS_$(1)) -lcrypto
endef
comma := ,
$(foreach runtime,$(RUNTIMES),$(eval $(call runtime_rule,$(runtime))))

# Headers that are compiled against at run time: the grader kit as one file (grader.c includes
# "grader.h"), and what candidates include.
KIT := daemon/base/err.h graders/sdk/value.h graders/sdk/draw.h graders/sdk/frame.h graders/sdk/grader.h
$(BUILD)/libexec/include/grader.h: $(KIT)
	@mkdir -p $(@D)
	{ echo '#pragma once'; awk '!/^#pragma once/ && !/^#include "/' $(KIT); } >$@
$(BUILD)/libexec/include/graded.h: graders/runtime/c/include/graded.h
	@mkdir -p $(@D)
	cp $< $@
HEADERS := $(addprefix $(BUILD)/libexec/include/,grader.h graded.h)

all: $(addprefix $(BUILD)/,$(PROGRAMS)) $(patsubst %,$(BUILD)/libexec/%.so,$(RUNTIMES)) $(HEADERS)

# ---- tests ------------------------------------------------------------------------------------------
# tests/unit/<area>/test_NAME.c: one cmocka program each, linked with every archive.
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/*/test_*.c))
$(UNIT_TESTS): $(BUILD)/tests/unit/%: $(BUILD)/obj/tests/unit/%.o $(call archive,$(ARCHIVES))
	@mkdir -p $(@D)
	$(LINK) -o $@ $< $(wildcard $(BUILD)/none) -Wl,--start-group $(call archive,$(ARCHIVES)) -Wl,--end-group \
	  -lcmocka -lzmq -lprotobuf-c -lsqlite3 -lyaml -ljansson -lm -ldl $(BASE_LIBS)
# Runtime modules that only tests load, and what tests of the sandbox start.
TEST_MODULES := $(patsubst tests/unit/sandbox/modules/%.c,$(BUILD)/tests/modules/%.so,$(wildcard tests/unit/sandbox/modules/*.c))
$(BUILD)/tests/modules/%.so: tests/unit/sandbox/modules/%.c $(call archive,daemon/base)
	@mkdir -p $(@D)
	$(COMPILE) -fno-sanitize=all -fno-optimize-sibling-calls -shared -o $@ $< $(call archive,daemon/base) -lm
$(filter $(BUILD)/tests/unit/sandbox/%,$(UNIT_TESTS)): | $(TEST_MODULES) $(BUILD)/libexec/graded-jailer $(BUILD)/libexec/graded-box
INTEGRATION_TESTS := $(filter-out tests/integration/daemon.py,$(wildcard tests/integration/*.py tests/integration/*/test_*.py))
# Not with SAN: there the hosts, which candidates share an address space with, catch signals and
# answer calls in the kernel's place.
ATTACK_TESTS := $(if $(filter 1,$(SAN)),,tests/attacks/run.py)

dependencies:
	@deploy/install-deps.sh

# Make is called again, so that it looks at the tree only when the packages are there.
check: dependencies
	@$(MAKE) --no-print-directory -j2 all tests
	@BUILD=$(BUILD) tests/run.sh $(BUILD) tests/lint/layers.sh tests/lint/links.sh $(UNIT_TESTS) $(INTEGRATION_TESTS) $(ATTACK_TESTS)

# Hostile programs, each with the verdict it must get and the trace it must not leave; part of check.
check-attacks: ready
	@BUILD=$(BUILD) $(PYTHON) tests/attacks/run.py

tests: $(UNIT_TESTS)
ready: all tests

demo: dependencies
	@$(MAKE) --no-print-directory -j2 all
	@BUILD=$(BUILD) deploy/demo.sh

# ---- lint: format, clang-tidy, directions between folders, symbols of programs, documents ------------
lint: dependencies
	@$(MAKE) --no-print-directory -j2 all
	@tests/lint/format.sh
	@tests/lint/layers.sh
	@tests/lint/links.sh $(BUILD)
	@tests/lint/documents.sh
	@tests/lint/tidy.sh $(BUILD)

# ---- measurements: each beside its yardstick, on the daemon's own disk -------------------------------
BENCH_LIBRARIES := $(call archive,proto/client proto/statement proto/wire graders/sdk sandbox/client proto/record daemon/base)
$(BUILD)/bench: $(call objects,tests/bench) $(BENCH_LIBRARIES)
	$(LINK) -o $@ $(call objects,tests/bench) -Wl,--start-group $(BENCH_LIBRARIES) -Wl,--end-group \
	  -lzmq -lprotobuf-c -lsqlite3 -ljansson -lm $(BASE_LIBS)
bench: dependencies
	@$(MAKE) --no-print-directory -j2 all $(BUILD)/bench
	@$(BUILD)/bench $(abspath $(BUILD))

# ---- fuzzing ----------------------------------------------------------------------------------------
# tests/fuzz/fuzz_NAME.c: one libFuzzer target each, on tests/fuzz/corpus/NAME/. What they test is
# compiled by clang with the same sanitizers. make fuzz [T=seconds a target] [TARGETS="frame ..."]
T ?= 60
TARGETS ?= $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_COMPILE = clang -std=gnu17 -D_GNU_SOURCE -I. -I$(BUILD)/gen -DGRADED_VERSION='"$(VERSION)"' $(WARNINGS) \
	-Wno-missing-field-initializers -MMD -MP -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all
FUZZED := daemon/base proto/record proto/wire proto/statement graders/sdk graders/bank
FUZZED_OBJECTS := $(patsubst %.c,$(BUILD)/fuzz/obj/%.o,$(wildcard $(addsuffix /*.c,$(FUZZED)))) \
	$(BUILD)/fuzz/obj/gen/proto/graded.pb-c.o
$(BUILD)/fuzz/obj/gen/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(FUZZ_COMPILE) -Wno-error -fsanitize=fuzzer-no-link,address,undefined -c -o $@ $<
$(BUILD)/fuzz/obj/%.o: %.c | $(BUILD)/gen/proto/graded.pb-c.h
	@mkdir -p $(@D)
	$(FUZZ_COMPILE) -fsanitize=fuzzer-no-link,address,undefined -c -o $@ $<
$(BUILD)/fuzz/fuzzed.a: $(FUZZED_OBJECTS)
	@rm -f $@
	ar rcs $@ $^
$(BUILD)/fuzz/fuzz_%: $(BUILD)/fuzz/obj/tests/fuzz/fuzz_%.o $(BUILD)/fuzz/fuzzed.a
	clang -g -fsanitize=fuzzer,address,undefined -o $@ $^ -lprotobuf-c -ljansson -lyaml -lm $(BASE_LIBS)
fuzz-build: $(patsubst %,$(BUILD)/fuzz/fuzz_%,$(TARGETS))
fuzz: fuzz-build
	@tests/fuzz/run.sh $(abspath $(BUILD)) $(T) $(TARGETS)
# The corpus only, no new inputs: quick.
fuzz-replay: fuzz-build
	@tests/fuzz/run.sh $(abspath $(BUILD)) 0 $(TARGETS)

clean:
	rm -rf build build-asan

.PHONY: all tests ready dependencies check check-attacks demo lint bench fuzz fuzz-build fuzz-replay clean
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
-include $(shell find $(BUILD)/fuzz/obj -name '*.d' 2>/dev/null)
