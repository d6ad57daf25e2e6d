#include "graders/sdk/draw.h"

#include <math.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 4096

struct draw {
  EVP_CIPHER_CTX *stream;
  uint8_t bytes[BLOCK];
  size_t at;
  bool has_spare;
  double spare; /* the second number of the last Box-Muller pair */
};

int draw_new(const uint8_t seed[static DRAW_SEED_SIZE], struct draw **ret_draw, struct err *err) {
  static const uint8_t nonce[16] = {0};
  struct draw *draw = calloc(1, sizeof *draw);
  if (!draw) return err_set(err, ERR_MEMORY, "draw: no memory");
  draw->at = BLOCK;
  draw->stream = EVP_CIPHER_CTX_new();
  if (!draw->stream || EVP_EncryptInit_ex(draw->stream, EVP_chacha20(), NULL, seed, nonce) != 1) {
    draw_free(&draw);
    return err_set(err, ERR_SYSTEM, "draw: libcrypto refused ChaCha20");
  }
  *ret_draw = draw;
  return 0;
}

void draw_free(struct draw **draw) {
  if (!*draw) return;
  EVP_CIPHER_CTX_free((*draw)->stream);
  free(*draw);
  *draw = NULL;
}

static void refill(struct draw *draw) {
  int length = 0;
  memset(draw->bytes, 0, BLOCK);
  /* A cipher stream that fails would repeat itself: better no case than a wrong one. */
  if (EVP_EncryptUpdate(draw->stream, draw->bytes, &length, draw->bytes, BLOCK) != 1 ||
      length != BLOCK) {
    fprintf(stderr, "draw: libcrypto failed\n");
    _exit(70);
  }
  draw->at = 0;
}

void draw_bytes(struct draw *draw, void *data, size_t length) {
  uint8_t *out = data;
  while (length > 0) {
    if (draw->at == BLOCK) refill(draw);
    size_t part = BLOCK - draw->at < length ? BLOCK - draw->at : length;
    memcpy(out, draw->bytes + draw->at, part);
    draw->at += part;
    out += part;
    length -= part;
  }
}

uint64_t draw_u64(struct draw *draw) {
  uint8_t raw[8];
  uint64_t value = 0;
  draw_bytes(draw, raw, sizeof raw);
  for (int i = 0; i < 8; i++) value |= (uint64_t)raw[i] << (8 * i);
  return value;
}

uint64_t draw_below(struct draw *draw, uint64_t n) {
  uint64_t reject = -n % n; /* 2^64 mod n: the lowest values would come once too often */
  uint64_t value;
  do value = draw_u64(draw);
  while (value < reject);
  return value % n;
}

int64_t draw_between(struct draw *draw, int64_t low, int64_t high) {
  uint64_t span = (uint64_t)high - (uint64_t)low + 1;
  uint64_t offset = span == 0 ? draw_u64(draw) : draw_below(draw, span);
  return (int64_t)((uint64_t)low + offset);
}

double draw_u01(struct draw *draw) { return (double)(draw_u64(draw) >> 11) * 0x1p-53; }

double draw_uniform(struct draw *draw, double low, double high) {
  return low + (high - low) * draw_u01(draw);
}

double draw_normal(struct draw *draw) {
  if (draw->has_spare) {
    draw->has_spare = false;
    return draw->spare;
  }
  double radius = sqrt(-2 * log(1 - draw_u01(draw)));
  double angle = 2 * M_PI * draw_u01(draw);
  draw->spare = radius * sin(angle);
  draw->has_spare = true;
  return radius * cos(angle);
}

void draw_shuffle_i64(struct draw *draw, int64_t *items, size_t count) {
  for (size_t i = count; i > 1; i--) {
    size_t j = (size_t)draw_below(draw, i);
    int64_t kept = items[i - 1];
    items[i - 1] = items[j];
    items[j] = kept;
  }
}

void draw_fill_normal(struct draw *draw, double *items, size_t count) {
  for (size_t i = 0; i < count; i++) items[i] = draw_normal(draw);
}
