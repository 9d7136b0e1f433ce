/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPLAY_H
#define REPLAY_H

/* Runs the target over t/fuzz/corpus/NAME/ and NAME.seeds below top. Prints
 * TAP, and returns an exit status. */
int replay(const char *top);

#endif
