/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads images that are damaged, and images whose versions are replaced
 * meanwhile.
 */
#include "origin/cors_origin_image.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <apr_thread_proc.h>

#include "lists.h"

static apr_uint64_t hash_of(const char *text, apr_size_t length, unsigned form)
{
    return cors_origin_image_hash(text, text + length - 8, form, lists_keys);
}

/* The hash depends on all bytes of the text and on its form, and no other byte
 * is read. */
START_TEST(test_text)
{
    static const char text[] = "https://a.example:8443 and more bytes";
    apr_size_t length, i;

    for (length = 8; length < sizeof(text); ++length) {
        char *copy = exact_copy(text, length);
        unsigned form = (unsigned)length;
        apr_uint64_t hash = hash_of(copy, length, form);

        ck_assert_uint_ne(
            hash_of(copy, length, form | CORS_ORIGIN_IMAGE_WILDCARD), hash);
        ck_assert_uint_eq(cors_origin_image_words(length), (length + 7) / 8);
        for (i = 0; i < length; ++i) {
            copy[i] ^= 1;
            ck_assert_uint_ne(hash_of(copy, length, form), hash);
            copy[i] ^= 1;
        }
        free(copy);
    }
}
END_TEST

START_TEST(test_pad)
{
    static const char want[] = "app://x\0";
    apr_size_t length;

    for (length = 0; length < 8; ++length) {
        char *copy = exact_copy("app://x", length);
        char space[8] = "????????";

        cors_origin_image_pad(copy, length, space);
        ck_assert_mem_eq(space, want, length);
        ck_assert_mem_eq(space + length, "\0\0\0\0\0\0\0\0", 8 - length);
        ck_assert_uint_eq(cors_origin_image_words(length), length > 0);
        free(copy);
    }
}
END_TEST

/* Rows that differ only in their last bytes, or in a few others, are in slots
 * that are not crowded, whatever the keys are. */
START_TEST(test_spread)
{
    static const char *const formats[] = {
        "https://intranet-%07u", "https://a%07u.example", "http://x%u"};
    static unsigned char used[2048 + 256];
    uint64_t state = (uint64_t)_i + 1;
    unsigned rows = 0;
    unsigned steps = 0;

    memset(used, 0, sizeof(used));
    lists_keys[0] = (apr_uint64_t)unit_random(&state, 0x7fffffff) << 33;
    lists_keys[1] = (apr_uint64_t)unit_random(&state, 0x7fffffff) << 33;
    lists_keys[0] ^= unit_random(&state, 0x7fffffff);
    lists_keys[1] ^= unit_random(&state, 0x7fffffff);
    for (rows = 0; rows < 1024; ++rows) {
        char text[40];
        int length = snprintf(text, sizeof(text), formats[_i % 3], rows);
        apr_uint64_t hash = hash_of(text, (apr_size_t)length, (unsigned)length);
        apr_size_t slot = cors_origin_image_slot(hash, 2048);

        for (; used[slot]; ++slot) {
            ++steps;
        }
        used[slot] = 1;
    }
    ck_assert_uint_lt(steps, 1024); /* 512 are usual */
}
END_TEST

static const char damage_rows[] =
    "https://a.example https://*.b.example http://c.example "
    "https://d.example:*";

static const struct {
    const char *origin;
    bool admits, denies; /* by the undamaged image */
} damage_origins[] = {
    {"https://a.example", true, true},
    {"https://x.b.example", true, true},
    {"http://c.example", false, true},
    {"https://d.example:8443", true, true},
    {"https://e.example", false, false},
    {"https://b.example", false, false},
    {"https://*.b.example", false, false},
    {"https://d.example:*", false, false},
    {"https://c.example", false, false},
    {"https://xx.example:8443", false, false},
};

static void check_damaged(const cors_origin_list_t *list, int word, int bit)
{
    int i;

    for (i = 0; i < ROWS(damage_origins); ++i) {
        cors_origin_list_answer_t answer = ask(list, damage_origins[i].origin);

        ck_assert_msg(
            (!answer.admits.number || damage_origins[i].admits)
                && (!answer.denies.number || damage_origins[i].denies),
            "word %d, bit %d: '%s'", word, bit, damage_origins[i].origin);
    }
}

/* Each bit of the image, wrong: answers are right, or the row is not found. The
 * image is in a block of its size, which the address sanitizer guards. */
START_TEST(test_damage)
{
    cors_origin_list_t list = list_create(4);
    apr_size_t words = cors_list_image_bytes(4, LISTS_PAGE) / 8;
    apr_size_t i;
    int swap, bit;

    for (swap = 0; swap < 2; ++swap) {
        list_publish(&list, damage_rows);
        for (i = 0; i < words; ++i) {
            for (bit = 0; bit < 64; ++bit) {
                list.image[i] ^= (apr_uint64_t)1 << bit;
                check_damaged(&list, (int)i, bit);
                list.image[i] ^= (apr_uint64_t)1 << bit;
            }
        }
        ck_assert_uint_eq(ask(&list, "https://d.example").admits.number, 4);
    }
    free(list.image);
}
END_TEST

/* If there seem to be more slots than the half can have, deny rules still deny:
 * the list is not available. */
START_TEST(test_slots_damaged)
{
    cors_origin_list_t list = list_of("https://a.example");
    apr_uint64_t *slots = list.halves[1] + CORS_ORIGIN_IMAGE_SLOTS;

    ck_assert(ask(&list, "https://a.example").available);
    ck_assert(ask(&list, "https://b.example").available);
    *slots |= 0xffffffffu;
    ck_assert(!ask(&list, "https://a.example").available);
    ck_assert(!ask(&list, "https://b.example").available);
    ck_assert(!ask(&list, "a:").available);
    free(list.image);
}
END_TEST

/* An entry that may end beyond the image, because it begins where no entry can
 * be: in the slots that follow the numbered ones. Its slot leads to a copy of
 * it. */
START_TEST(test_cut_entry)
{
    cors_origin_list_t list = list_of("https://a.example");
    apr_uint64_t *half = list.halves[1];
    apr_uint64_t *end = half + list.half;
    apr_uint64_t slot = 0;
    apr_uint64_t words;
    int i;

    for (i = 1; slot == 0; ++i) {
        slot = end[-i];
    }
    for (words = 126; words <= 132; ++words) {
        for (i = 1; i <= 130; ++i) {
            end[-i] = slot >> 32 << 32 | (list.half - words);
        }
        memcpy(end - words, half + CORS_ORIGIN_IMAGE_HALF_HEAD,
               4 * sizeof(*half));
        ck_assert_int_eq(ask(&list, "https://a.example").admits.number,
                         words > CORS_ORIGIN_IMAGE_MAX_PROBES);
    }
    free(list.image);
}
END_TEST

/* Random words in the half that is in use: no read beyond the image. */
START_TEST(test_noise)
{
    cors_origin_list_t list = list_create(4);
    uint64_t state = (uint64_t)_i + 1;
    int i, j;

    list_publish(&list, damage_rows);
    for (i = 0; i < 200; ++i) {
        apr_uint64_t *word =
            list.halves[1] + unit_random(&state, (unsigned)list.half - 1) + 1;

        *word = (apr_uint64_t)unit_random(&state, 0x7fffffff)
                    << unit_random(&state, 33)
                | unit_random(&state, (unsigned)list.half + 2);
        for (j = 0; j < ROWS(damage_origins); ++j) {
            ask(&list, damage_origins[j].origin);
        }
    }
    free(list.image);
}
END_TEST

/* Two versions in turn. The first origin is in both, the second in none; their
 * rows have other numbers. */
static const char *const turns[] = {
    "https://always.example https://*.odd.example https://a.example "
    "https://b.example",
    "x https://b.example https://*.even.example https://c.example "
    "https://always.example https://d.example:*"};

static bool is_right(const cors_origin_list_t *list)
{
    cors_origin_list_answer_t answer = ask(list, "https://always.example");
    cors_origin_list_answer_t odd, even, never;

    if (!answer.available
        || (answer.admits.number != 1 && answer.admits.number != 5)
        || answer.denies.number != answer.admits.number) {
        return false;
    }
    odd = ask(list, "https://x.odd.example");
    even = ask(list, "https://x.even.example");
    never = ask(list, "https://never.example");
    return odd.available && even.available && never.available
           && (odd.admits.number == 0 || odd.admits.number == 2)
           && (even.admits.number == 0 || even.admits.number == 3)
           && never.denies.number == 0;
}

static void erase(void *baton, void *memory, apr_size_t bytes)
{
    apr_size_t i;

    (void)baton;
    for (i = 0; i < bytes / 8; ++i) {
        cors_atomic_write((apr_uint64_t *)memory + i, 0);
    }
}

typedef struct {
    const cors_origin_list_t *list;
    int wrong;
    apr_uint64_t *end; /* not 0: the thread ends */
} reader_t;

static void *APR_THREAD_FUNC run_reader(apr_thread_t *thread, void *baton)
{
    reader_t *reader = baton;

    (void)thread;
    while (!cors_atomic_read_first(reader->end)) {
        reader->wrong += !is_right(reader->list);
    }
    return NULL;
}

/* Threads read while versions are replaced, and while the idle half becomes
 * zero. Versions follow one another faster than readers can look up three
 * times, but not sixteen times. */
START_TEST(test_swaps)
{
    cors_origin_list_t list = list_of(turns[0]);
    apr_uint64_t *end = cors_list_image_note(&list, 0);
    reader_t readers[2] = {{&list, 0, end}, {&list, 0, end}};
    apr_thread_t *threads[2];
    apr_status_t status;
    int i;

    for (i = 0; i < 2; ++i) {
        ck_assert_int_eq(apr_thread_create(&threads[i], NULL, run_reader,
                                           &readers[i], unit_pool),
                         APR_SUCCESS);
    }
    for (i = 1; i < 3000; ++i) {
        list_publish(&list, turns[i % 2]);
        if (i % 3 == 0) {
            cors_list_image_give_back(&list, erase, NULL);
        }
        if (i % 16 == 0) {
            apr_thread_yield();
        }
    }
    cors_atomic_write_last(end, 1);
    for (i = 0; i < 2; ++i) {
        apr_thread_join(&status, threads[i]);
        ck_assert_int_eq(readers[i].wrong, 0);
    }
    free(list.image);
}
END_TEST

/* A process that is stopped within a look-up while two versions, or more, are
 * published, finds no row of another version. */
START_TEST(test_stopped)
{
    apr_size_t bytes = cors_list_image_bytes(20, 4096);
    cors_origin_list_t list = {.name = "stopped"};
    void *image = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    apr_uint64_t *end;
    int status, i;
    pid_t child;

    ck_assert(image != MAP_FAILED);
    cors_list_image_attach(&list, image, 20, 4096);
    list_publish(&list, turns[0]);
    end = cors_list_image_note(&list, 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        while (!cors_atomic_read_first(end)) {
            if (!is_right(&list)) {
                _exit(EXIT_FAILURE);
            }
        }
        _exit(EXIT_SUCCESS);
    }
    for (i = 0; i < 300; ++i) {
        ck_assert_int_eq(kill(child, SIGSTOP), 0);
        ck_assert_int_eq(waitpid(child, &status, WUNTRACED), child);
        ck_assert_msg(WIFSTOPPED(status), "a wrong answer at stop %d", i);
        list_publish(&list, turns[i % 2]);
        list_publish(&list, turns[i / 2 % 2]);
        if (i % 3 == 0) {
            cors_list_image_give_back(&list, erase, NULL);
        }
        kill(child, SIGCONT);
        usleep(300);
    }
    cors_atomic_write_last(end, 1);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
    munmap(image, bytes);
}
END_TEST

/* Stops a process exactly between its reading of a slot and of the entry.
 * Access to the page with the slots is prohibited first, and then to the one
 * with the entries. */
enum { STEP_PAGE = 4096, STEP_MAX = 200 };

static struct {
    void *slots, *entries;
    volatile sig_atomic_t steps;
} trap;

static void take_step(int signal)
{
    (void)signal;
    if (++trap.steps == 1) {
        (void)mprotect(trap.slots, STEP_PAGE, PROT_READ | PROT_WRITE);
        (void)mprotect(trap.entries, STEP_PAGE, PROT_NONE);
    }
    else {
        (void)mprotect(trap.entries, STEP_PAGE, PROT_READ | PROT_WRITE);
        (void)raise(SIGSTOP);
    }
}

/* Returns the number of the row that admits the origin; 100: not available. */
static int find_in_steps(const cors_origin_list_t *list, const char *origin)
{
    apr_uint64_t *half =
        cors_origin_list_half(list, cors_list_image_generation(list));
    struct sigaction action = {.sa_handler = take_step};
    cors_origin_list_answer_t answer;

    sigaction(SIGSEGV, &action, NULL);
    trap.entries = half;
    trap.slots = (char *)(half + list->half) - STEP_PAGE;
    if (mprotect(trap.slots, STEP_PAGE, PROT_NONE) != 0) {
        return 101;
    }
    answer = ask(list, origin);
    return answer.available ? (int)answer.admits.number : 100;
}

static const struct {
    const char *origin;
    int published; /* versions, while the reader is stopped */
    bool gives_back;
    int want;
} steps[] = {
    {"https://a.example", 1, false, 0},   {"https://a.example", 1, true, 0},
    {"https://a.example", 2, false, 3},   {"https://a.example", 2, true, 3},
    {"https://a.example", 3, false, 0},   {"https://a.example", 3, true, 0},
    {"https://x.b.example", 1, false, 0}, {"https://x.b.example", 2, true, 4},
    {"https://x.b.example", 3, true, 0},  {"https://c.example", 1, true, 1},
    {"https://c.example", 2, true, 1},    {"https://never.example", 2, true, 0},
};

/* The answer is that of the version at the end, and of no other. */
START_TEST(test_stopped_between)
{
    static const char *const versions[] = {
        "https://z.example https://a.example https://*.b.example",
        "https://c.example",
        ("https://c.example https://d.example https://a.example "
         "https://*.b.example:*")};
    apr_size_t bytes = cors_list_image_bytes(STEP_MAX, STEP_PAGE);
    cors_origin_list_t list = {.name = "stopped"};
    void *image = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status, i;
    pid_t child;

    ck_assert(image != MAP_FAILED);
    cors_list_image_attach(&list, image, STEP_MAX, STEP_PAGE);
    list_publish(&list, versions[0]);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        _exit(find_in_steps(&list, steps[_i].origin));
    }
    ck_assert_int_eq(waitpid(child, &status, WUNTRACED), child);
    ck_assert(WIFSTOPPED(status));
    for (i = 1; i <= steps[_i].published; ++i) {
        list_publish(&list, versions[i == 2 ? 2 : 1]);
    }
    if (steps[_i].gives_back) {
        cors_list_image_give_back(&list, erase, NULL);
    }
    kill(child, SIGCONT);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), steps[_i].want);
    munmap(image, bytes);
}
END_TEST

static void *APR_THREAD_FUNC run_writer(apr_thread_t *thread, void *baton)
{
    reader_t *writer = baton;

    (void)thread;
    while (!cors_atomic_read_first(writer->end)) {
        cors_atomic_add(writer->list->image, 2);
    }
    return NULL;
}

/* A process that writes generations without end does not hold a reader. */
START_TEST(test_restless)
{
    cors_origin_list_t list = list_of(turns[0]);
    reader_t writer = {&list, 0, cors_list_image_note(&list, 0)};
    apr_thread_t *thread;
    apr_status_t status;
    int i;

    ck_assert_int_eq(
        apr_thread_create(&thread, NULL, run_writer, &writer, unit_pool),
        APR_SUCCESS);
    for (i = 0; i < 10000; ++i) {
        cors_origin_lookup_t lookup;

        cors_origin_lookup_init(&lookup, "https://never.example");
        ck_assert_uint_eq(
            cors_origin_list_answer(&list, &lookup)->denies.number, 0);
    }
    cors_atomic_write_last(writer.end, 1);
    apr_thread_join(&status, thread);
    free(list.image);
}
END_TEST

int main(void)
{
    TCase *tests = unit_start();

    tcase_add_test(tests, test_text);
    tcase_add_test(tests, test_pad);
    tcase_add_loop_test(tests, test_spread, 0, 60);
    tcase_add_test(tests, test_damage);
    tcase_add_test(tests, test_slots_damaged);
    tcase_add_test(tests, test_cut_entry);
    tcase_add_loop_test(tests, test_noise, 0, 20);
    tcase_add_test(tests, test_swaps);
    tcase_add_test(tests, test_stopped);
    tcase_add_loop_test(tests, test_stopped_between, 0, ROWS(steps));
    tcase_add_test(tests, test_restless);
    return unit_finish("cors_origin_image", tests);
}
