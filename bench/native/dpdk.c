/*
 * The tables of DPDK, asked the same questions as ours: rte_lpm and rte_fib, and their IPv6 siblings.
 *
 *   dpdk [EAL arguments] -- <4|6> <routes> <stream>...
 *
 * All files are 32-bit words in host order. Routes: address (1 word or 4, most significant first), prefix length,
 * next hop, 0 meaning none. Streams: addresses. When the tables are built it prints "ready"; then each line
 * "<time|cpu|sum> <method> <stream> <first> <count>" on standard input is answered by the nanoseconds it took to
 * look the addresses up, by the clock or of the processor, or by the sum of their next hops. Methods: lpm, lpm-bulk,
 * fib. The process times itself, so that the pipe is not part of it, and sums apart from timing.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include <rte_eal.h>
#include <rte_fib.h>
#include <rte_fib6.h>
#include <rte_lpm.h>
#include <rte_lpm6.h>

#define BULK 64
#define STREAMS_MAX 8
#define TBL8S_V4 8192
#define TBL8S_V6 (1 << 18)
#define HUGE_PAGE (2ul << 20)

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

typedef uint8_t address6[16];

struct words {
	uint32_t *at;
	size_t count;
};

/* What is done with a batch of answers: they are added up, or only made sure to have been written. */
#define TAKE(hops, count, counts, value)                                                                            \
	do {                                                                                                        \
		if (summing)                                                                                        \
			for (size_t k = 0; k < (count); k++)                                                        \
				sum += counts(hops[k]) ? (uint64_t)(value(hops[k])) : 0;                            \
		__asm__ volatile("" : : "r"(hops) : "memory");                                                      \
	} while (0)

#define ANY(hop) 1
#define SAME(hop) (hop)
#define LPM_FOUND(hop) ((hop) & RTE_LPM_LOOKUP_SUCCESS)
#define LPM_HOP(hop) ((hop) & 0xffffff)
#define LPM6_FOUND(hop) ((hop) >= 0)

static struct rte_lpm *lpm;
static struct rte_lpm6 *lpm6;
static struct rte_fib *fib;
static struct rte_fib6 *fib6;

/* Lets DPDK take anonymous memory, which can be given large pages without a reserve of them. */
int memfd_create(const char *name, unsigned int flags)
{
	(void)name;
	(void)flags;
	errno = ENOSYS;
	return -1;
}

static void fail(const char *what)
{
	fprintf(stderr, "%s\n", what);
	exit(1);
}

static struct words read_words(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file || fseek(file, 0, SEEK_END))
		fail(path);
	size_t bytes = (size_t)ftell(file);
	rewind(file);
	struct words words = {aligned_alloc(HUGE_PAGE, (bytes / HUGE_PAGE + 1) * HUGE_PAGE), bytes / 4};
	if (!words.at || fread(words.at, 1, bytes, file) != bytes)
		fail(path);
	fclose(file);
	return words;
}

/* Large pages wherever memory is mapped in 2 MiB or more: what a deployment of DPDK has. */
static void collapse_pages(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long from[1024], to[1024];
	size_t count = 0;
	char line[512], mode[8];
	while (count < 1024 && maps && fgets(line, sizeof line, maps))
		if (sscanf(line, "%lx-%lx %7s", &from[count], &to[count], mode) == 3 && mode[0] == 'r' && mode[1] == 'w')
			count++;
	if (maps)
		fclose(maps);
	for (size_t i = 0; i < count; i++) {
		unsigned long first = (from[i] + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
		for (unsigned long page = first; page + HUGE_PAGE <= to[i]; page += HUGE_PAGE) {
			unsigned char resident[512] = {0};
			int touched = 0;
			if (mincore((void *)page, HUGE_PAGE, resident))
				continue;
			for (int k = 0; k < 512; k++)
				touched |= resident[k] & 1;
			if (touched)
				madvise((void *)page, HUGE_PAGE, MADV_COLLAPSE);
		}
	}
}

static void to_bytes(const uint32_t *words, uint8_t *bytes)
{
	for (int k = 0; k < 16; k++)
		bytes[k] = (uint8_t)(words[k / 4] >> (24 - 8 * (k & 3)));
}

static void build4(struct words routes)
{
	size_t count = routes.count / 3;
	struct rte_lpm_config lpm_config = {.max_rules = (uint32_t)count + 16, .number_tbl8s = TBL8S_V4};
	struct rte_fib_conf fib_config = {
		.type = RTE_FIB_DIR24_8,
		.max_routes = (int)count + 16,
		.dir24_8 = {.nh_sz = RTE_FIB_DIR24_8_2B, .num_tbl8 = TBL8S_V4},
	};
	lpm = rte_lpm_create("lpm", SOCKET_ID_ANY, &lpm_config);
	fib = rte_fib_create("fib", SOCKET_ID_ANY, &fib_config);
	if (!lpm || !fib)
		fail("cannot create the IPv4 tables");
	for (size_t i = 0; i < count; i++) {
		uint32_t *route = routes.at + 3 * i;
		uint8_t length = (uint8_t)route[1];
		int failed = rte_fib_add(fib, route[0], length, route[2]);
		/* rte_lpm has no default route: two halves are one. */
		if (length == 0)
			failed |= rte_lpm_add(lpm, 0, 1, route[2]) | rte_lpm_add(lpm, 1u << 31, 1, route[2]);
		else
			failed |= rte_lpm_add(lpm, route[0], length, route[2]);
		if (failed)
			fail("cannot add an IPv4 route");
	}
	/* The best form the processor has, if any is better than the scalar one. */
	rte_fib_select_lookup(fib, RTE_FIB_LOOKUP_DIR24_8_VECTOR_AVX512);
}

static void build6(struct words routes)
{
	size_t count = routes.count / 6;
	struct rte_lpm6_config lpm_config = {.max_rules = (uint32_t)count + 16, .number_tbl8s = TBL8S_V6};
	struct rte_fib6_conf fib_config = {
		.type = RTE_FIB6_TRIE,
		.max_routes = (int)count + 16,
		.trie = {.nh_sz = RTE_FIB6_TRIE_4B, .num_tbl8 = TBL8S_V6},
	};
	lpm6 = rte_lpm6_create("lpm6", SOCKET_ID_ANY, &lpm_config);
	fib6 = rte_fib6_create("fib6", SOCKET_ID_ANY, &fib_config);
	if (!lpm6 || !fib6)
		fail("cannot create the IPv6 tables");
	for (size_t i = 0; i < count; i++) {
		uint32_t *route = routes.at + 6 * i;
		address6 address;
		to_bytes(route, address);
		if (rte_lpm6_add(lpm6, address, (uint8_t)route[4], route[5]) ||
		    rte_fib6_add(fib6, address, (uint8_t)route[4], route[5]))
			fail("cannot add an IPv6 route");
	}
	rte_fib6_select_lookup(fib6, RTE_FIB6_LOOKUP_TRIE_VECTOR_AVX512);
}

static uint64_t ask4(const char *method, uint32_t *at, size_t count, int summing)
{
	uint64_t sum = 0;
	if (!strcmp(method, "lpm")) {
		uint32_t hop[1];
		for (size_t i = 0; i < count; i++)
			if (rte_lpm_lookup(lpm, at[i], hop) == 0)
				TAKE(hop, 1, ANY, SAME);
	} else if (!strcmp(method, "lpm-bulk")) {
		uint32_t hops[BULK];
		for (size_t i = 0; i < count; i += BULK) {
			unsigned int size = count - i < BULK ? (unsigned int)(count - i) : BULK;
			rte_lpm_lookup_bulk(lpm, at + i, hops, size);
			TAKE(hops, size, LPM_FOUND, LPM_HOP);
		}
	} else if (!strcmp(method, "fib")) {
		uint64_t hops[BULK];
		for (size_t i = 0; i < count; i += BULK) {
			unsigned int size = count - i < BULK ? (unsigned int)(count - i) : BULK;
			rte_fib_lookup_bulk(fib, at + i, hops, size);
			TAKE(hops, size, ANY, SAME);
		}
	} else
		fail(method);
	return sum;
}

static uint64_t ask6(const char *method, address6 *at, size_t count, int summing)
{
	uint64_t sum = 0;
	if (!strcmp(method, "lpm")) {
		uint32_t hop[1];
		for (size_t i = 0; i < count; i++)
			if (rte_lpm6_lookup(lpm6, at[i], hop) == 0)
				TAKE(hop, 1, ANY, SAME);
	} else if (!strcmp(method, "lpm-bulk")) {
		int32_t hops[BULK];
		for (size_t i = 0; i < count; i += BULK) {
			unsigned int size = count - i < BULK ? (unsigned int)(count - i) : BULK;
			rte_lpm6_lookup_bulk_func(lpm6, at + i, hops, size);
			TAKE(hops, size, LPM6_FOUND, SAME);
		}
	} else if (!strcmp(method, "fib")) {
		uint64_t hops[BULK];
		for (size_t i = 0; i < count; i += BULK) {
			unsigned int size = count - i < BULK ? (unsigned int)(count - i) : BULK;
			rte_fib6_lookup_bulk(fib6, at + i, hops, size);
			TAKE(hops, size, ANY, SAME);
		}
	} else
		fail(method);
	return sum;
}

int main(int argc, char **argv)
{
	int used = rte_eal_init(argc, argv);
	if (used < 0 || argc - used < 4 || argc - used > 3 + STREAMS_MAX)
		fail("usage: dpdk [EAL arguments] -- <4|6> <routes> <stream>...");
	argv += used;
	int is6 = argv[1][0] == '6';
	int streamCount = argc - used - 3;
	struct words streams[STREAMS_MAX];
	if (is6)
		build6(read_words(argv[2]));
	else
		build4(read_words(argv[2]));
	for (int s = 0; s < streamCount; s++) {
		streams[s] = read_words(argv[3 + s]);
		if (!is6)
			continue;
		for (size_t i = 0; i < streams[s].count; i += 4) {
			address6 bytes;
			to_bytes(streams[s].at + i, bytes);
			memcpy(streams[s].at + i, bytes, sizeof bytes);
		}
	}
	collapse_pages();
	printf("ready\n");
	fflush(stdout);

	char task[8], method[16];
	int stream;
	size_t first, count;
	while (scanf("%7s %15s %d %zu %zu", task, method, &stream, &first, &count) == 5) {
		int summing = !strcmp(task, "sum");
		clockid_t clock = strcmp(task, "cpu") ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID;
		size_t width = is6 ? 4 : 1;
		if (stream >= streamCount || (first + count) * width > streams[stream].count)
			fail("no such part of a stream");
		uint32_t *at = streams[stream].at + first * width;
		struct timespec from, to;
		clock_gettime(clock, &from);
		uint64_t sum = is6 ? ask6(method, (address6 *)at, count, summing) : ask4(method, at, count, summing);
		clock_gettime(clock, &to);
		long long nanoseconds = (to.tv_sec - from.tv_sec) * 1000000000ll + (to.tv_nsec - from.tv_nsec);
		printf("%" PRIu64 "\n", summing ? sum : (uint64_t)nanoseconds);
		fflush(stdout);
	}
	return 0;
}
