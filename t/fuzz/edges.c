/* SPDX-License-Identifier: Apache-2.0
 *
 * Records the edges of mod_cors that a running httpd has reached, for
 * t/fuzz/requests: one byte for each in a file that all processes map. Linked
 * to a mod_cors.so that clang has instrumented
 * (-fsanitize-coverage=trace-pc-guard).
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define EDGES_MAX 65536

/* Names defined by the sanitizers. NOLINTBEGIN(bugprone-reserved-identifier) */
void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop);
void __sanitizer_cov_trace_pc_guard(uint32_t *guard);

static uint32_t edges;
static unsigned char *reached;

static unsigned char *map_file(const char *name)
{
    int file = name ? open(name, O_RDWR | O_CREAT, 0600) : -1;
    void *bytes;

    if (file < 0 || ftruncate(file, EDGES_MAX) != 0) {
        return NULL;
    }
    bytes = mmap(NULL, EDGES_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return bytes == MAP_FAILED ? NULL : bytes;
}

/* Called once for each object file, before anything in it runs. */
void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop)
{
    if (!reached) {
        reached = map_file(getenv("FUZZ_EDGES"));
    }
    for (; start < stop && *start == 0; ++start) {
        *start = ++edges;
    }
}

void __sanitizer_cov_trace_pc_guard(uint32_t *guard)
{
    if (reached && *guard < EDGES_MAX) {
        reached[*guard] = 1;
    }
}
/* NOLINTEND(bugprone-reserved-identifier) */
