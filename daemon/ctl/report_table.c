#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "daemon/ctl/report.h"

#define WIDTH_DEFAULT 120
#define MESSAGE_COLUMN 72

struct style {
  const char *good, *bad, *dim, *end;
  int width;
};

static struct style style_of(FILE *out) {
  struct style style = {.good = "", .bad = "", .dim = "", .end = "", .width = WIDTH_DEFAULT};
  int fd = fileno(out);
  if (fd < 0 || !isatty(fd)) return style;
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 80) style.width = size.ws_col;
  if (getenv("NO_COLOR")) return style;
  style.good = "\033[32m";
  style.bad = "\033[31m";
  style.dim = "\033[2m";
  style.end = "\033[0m";
  return style;
}

static const char *paint(const struct style *style, enum verdict verdict) {
  if (verdict == VERDICT_ACCEPTED) return style->good;
  return verdict == VERDICT_SKIPPED ? style->dim : style->bad;
}

static void print_time(FILE *out, uint64_t ns) {
  double seconds = (double)ns / 1e9;
  if (ns == 0)
    fprintf(out, "%10s", "-");
  else if (seconds < 1)
    fprintf(out, "%7.2f ms", seconds * 1e3);
  else
    fprintf(out, "%8.2f s", seconds);
}

static void print_memory(FILE *out, uint64_t bytes) {
  fprintf(out, "%8.1f MiB", (double)bytes / (1 << 20));
}

/* Candidates' text reaches a terminal here: control characters are shown as '?'. */
static void print_clean(FILE *out, const char *text, int limit) {
  for (int i = 0; text[i] && i < limit; i++) {
    unsigned char c = (unsigned char)text[i];
    fputc(c < 0x20 || c == 0x7f ? (c == '\n' ? ' ' : '?') : c, out);
  }
}

static void print_test(const struct style *style, const struct test_row *test, bool staff,
                       FILE *out) {
  char name[160];
  if (test->repeat > 0)
    snprintf(name, sizeof name, "%s/%s#%u", test->group, test->tag, test->repeat + 1);
  else
    snprintf(name, sizeof name, "%s/%s", test->group, test->tag);
  fprintf(out, "  %-30.30s %s%-18s%s", name, paint(style, test->verdict),
          verdict_name(test->verdict), style->end);
  if (test->verdict == VERDICT_SKIPPED) {
    fprintf(out, "\n");
    return;
  }
  print_time(out, test->cpu_ns);
  print_time(out, test->cpu_limit_ns);
  print_memory(out, test->memory_bytes);
  int room = style->width > MESSAGE_COLUMN + 20 ? style->width - MESSAGE_COLUMN - 14 : 60;
  if (test->message[0]) {
    fprintf(out, "  ");
    print_clean(out, test->message, test->verdict == VERDICT_ACCEPTED ? room : 4 * room);
  }
  fprintf(out, "\n");
  if (staff && test->staff[0]) {
    fprintf(out, "  %-30s %sstaff: ", "", style->dim);
    print_clean(out, test->staff, LIMIT_MESSAGE_BYTES);
    fprintf(out, "%s\n", style->end);
  }
}

static void print_groups(const struct verdict_half *half, FILE *out) {
  fprintf(out, "  groups: ");
  for (uint32_t i = 0; i < half->group_count; i++) {
    const struct group_row *group = &half->groups[i];
    fprintf(out, "%s%s %s (%g%s)", i > 0 ? ", " : "", group->name,
            group->passed ? "passed" : "failed", group->weight,
            group->required ? ", required" : "");
  }
  fprintf(out, "\n");
}

void report_table(const struct report *report, FILE *out) {
  const struct verdict_half *half = report->verdict;
  struct style style = style_of(out);
  fprintf(out, "%s  %s  %s\n", report->id, report->question, report->language);
  fprintf(out, "  verdict: %s%s%s   score: %g of 100", paint(&style, half->verdict),
          verdict_name(half->verdict), style.end, half->score);
  if (half->compile_ns > 0) fprintf(out, "   compile: %.0f ms", (double)half->compile_ns / 1e6);
  fprintf(out, "\n");
  if (half->message[0]) {
    fprintf(out, "  ");
    print_clean(out, half->message, LIMIT_MESSAGE_BYTES);
    fprintf(out, "\n");
  }
  if (half->test_count > 0)
    fprintf(out, "  %-30s %-18s%10s%10s%12s  %s\n", "test", "verdict", "time", "limit", "memory",
            "message");
  for (uint32_t i = 0; i < half->test_count; i++)
    print_test(&style, &half->tests[i], report->staff, out);
  if (half->group_count > 0) print_groups(half, out);
  for (uint32_t i = 0; i < half->rubric_count; i++) {
    fprintf(out, "  %-22s %5.1f  ", half->rubric[i].name, half->rubric[i].score);
    print_clean(out, half->rubric[i].evidence, 200);
    fprintf(out, "\n");
  }
  if (half->diagnostics && half->diagnostics[0]) {
    fprintf(out, "  compiler:\n");
    for (const char *line = half->diagnostics; *line;) {
      size_t length = strcspn(line, "\n");
      fprintf(out, "    ");
      for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)line[i];
        fputc(c < 0x20 && c != '\t' ? '?' : c, out);
      }
      fprintf(out, "\n");
      line += length + (line[length] == '\n');
    }
  }
  if (report->signature) fprintf(out, "  signature: %s\n", report->signature);
}
