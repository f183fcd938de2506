/* Tells the thread sanitizer of the slow way into and out of Synchronization.Mutex.
 *
 * The mutex of Swift's library takes its word with an atomic exchange that is compiled into the caller, and the sanitizer
 * sees it. A mutex that somebody else holds is taken by _lockSlow instead, which lives in libswiftSynchronization.so: there
 * the exchange is not instrumented, and in the end it is the kernel that takes the word (FUTEX_LOCK_PI) and hands it on
 * (FUTEX_UNLOCK_PI). So of every contended acquisition the sanitizer sees nothing, and what the mutex protects is reported as
 * a race. A suppression would have to name everything that a mutex protects; this names the mutex.
 */
#include <dlfcn.h>
#include <stdint.h>

#define swiftcall __attribute__((swiftcall))
#define context __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

/* Of the sanitizer's runtime; absent in processes without it, such as the one that starts the tests. */
__attribute__((weak)) void __tsan_acquire(void *);
__attribute__((weak)) void __tsan_release(void *);

swiftcall void lock_slow(uint32_t thread, context void *word) __asm__(LOCK);
swiftcall void unlock_slow(context void *word) __asm__(UNLOCK);

swiftcall void lock_slow(uint32_t thread, context void *word) {
  static swiftcall void (*real)(uint32_t, context void *);
  if (!real) real = (__typeof__(real))dlsym(RTLD_NEXT, LOCK);
  real(thread, word);
  if (__tsan_acquire) __tsan_acquire(word);
}

swiftcall void unlock_slow(context void *word) {
  static swiftcall void (*real)(context void *);
  if (!real) real = (__typeof__(real))dlsym(RTLD_NEXT, UNLOCK);
  if (__tsan_release) __tsan_release(word);
  real(word);
}
