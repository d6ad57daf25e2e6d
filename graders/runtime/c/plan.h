/* How an entry of the signature is called: its address and its C prototype. */
#pragma once

#include <ffi.h>
#include <stdbool.h>

#include "graders/runtime/host/host.h"

/* What the C function itself returns. */
enum plan_return {
  PLAN_RETURNS_STATUS, /* 0 or a code of `fail`; results go through pointers */
  PLAN_RETURNS_SCALAR, /* the one result */
  PLAN_RETURNS_NODES,  /* the one result: the head of a list */
  PLAN_RETURNS_OBJECT  /* constructors */
};

#define PLAN_ARGUMENTS_MAX (1 + SIGNATURE_PARAMS_MAX + SIGNATURE_RESULTS_MAX)

struct plan {
  void *function; /* NULL: not loaded yet */
  enum plan_return returns;
  bool method; /* takes the object first */
  ffi_cif cif;
  ffi_type *types[PLAN_ARGUMENTS_MAX];
};

/* Once, in the parent: lets libffi do what it does only at first use. */
void plan_warm_up(void);

/* Describes entry `index` at `function`. False only if libffi refuses. */
bool plan_entry(struct plan *plan, const struct signature *signature, uint32_t index,
                void *function);
