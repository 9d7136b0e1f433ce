/* SPDX-License-Identifier: Apache-2.0
 *
 * The program of a target without libFuzzer: replays the target's corpus.
 */
#include "fuzz.h"

#include "replay.h"

int main(void)
{
    const char *top = getenv("TOP_SRCDIR");

    return replay(top ? top : ".");
}
