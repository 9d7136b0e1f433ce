/* SPDX-License-Identifier: Apache-2.0
 *
 * For LD_PRELOAD: programs that ask for the time of day get one that is wrong
 * by the seconds in the file that the variable CLOCK_OFFSET names, as if
 * somebody had set the clock of the machine.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long offset(void)
{
    const char *name = getenv("CLOCK_OFFSET");
    int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    char text[32] = {0};
    ssize_t length = file >= 0 ? read(file, text, sizeof(text) - 1) : 0;

    if (file >= 0) {
        close(file);
    }
    return length > 0 ? atol(text) : 0;
}

int gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
    struct timespec now;

    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    tv->tv_sec = now.tv_sec + offset();
    tv->tv_usec = now.tv_nsec / 1000;
    return 0;
}
