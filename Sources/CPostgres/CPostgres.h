#include <libpq-fe.h>
#include <stdint.h>
#include <time.h>

// Clocks as numbers: which module Swift takes `struct timespec` to be of depends on the order in which it meets the others.

static inline int64_t passerelle_clock_nanoseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/// Monotonic, and going on while the machine sleeps.
static inline int64_t passerelle_boottime_nanoseconds(void) { return passerelle_clock_nanoseconds(CLOCK_BOOTTIME); }

/// Since 1970.
static inline int64_t passerelle_realtime_nanoseconds(void) { return passerelle_clock_nanoseconds(CLOCK_REALTIME); }
