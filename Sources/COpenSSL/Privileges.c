// Capabilities belong to a thread, and a process can take them from its own calling thread alone. So one thread keeps the
// right to bind ports under 1024 while the listeners open, and ends; no other ever has it.
#define _GNU_SOURCE
#include "COpenSSL.h"
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int passerelle_renounce(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : errno; }

int passerelle_seal_process(int allow_cores) {
  int failed = passerelle_renounce();
  if (!allow_cores) {
    struct rlimit none = {0, 0};
    failed |= setrlimit(RLIMIT_CORE, &none);
    failed |= prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  }
  return failed;
}

static int set_capabilities(unsigned kept) {
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{kept, kept, 0}, {0, 0, 0}};
  return syscall(SYS_capset, &head, data) == 0 ? 0 : errno;
}

// What the thread with the right is asked to do next, and what it said of the last.
enum wish { NOTHING, TAKE_RIGHT, BIND, END };
static struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  pthread_t thread;
  int exists;
  enum wish wish;
  int descriptor;
  const struct sockaddr *address;
  socklen_t length;
  int result;
} porter = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static int carry_out(enum wish wish) {
  switch (wish) {
  case TAKE_RIGHT: return set_capabilities(1u << CAP_NET_BIND_SERVICE);
  case BIND: return bind(porter.descriptor, porter.address, porter.length) == 0 ? 0 : errno;
  default: return 0;
  }
}

static void *carry(void *unused) {
  (void)unused;
  pthread_mutex_lock(&porter.lock);
  porter.result = prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 ? 0 : errno;
  enum wish done = NOTHING;
  porter.wish = NOTHING;
  pthread_cond_broadcast(&porter.changed);
  while (done != END) {
    while (porter.wish == NOTHING) pthread_cond_wait(&porter.changed, &porter.lock);
    done = porter.wish;
    porter.result = carry_out(done);
    porter.wish = NOTHING;
    pthread_cond_broadcast(&porter.changed);
  }
  pthread_mutex_unlock(&porter.lock);
  return NULL;
}

// With the lock held; waits until it is done.
static int ask(enum wish wish) {
  porter.wish = wish;
  pthread_cond_broadcast(&porter.changed);
  while (porter.wish != NOTHING) pthread_cond_wait(&porter.changed, &porter.lock);
  return porter.result;
}

// With the lock held. The new thread takes no signals: they belong to those who wait for them.
static int start_porter(void) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  porter.wish = TAKE_RIGHT;
  int failed = pthread_create(&porter.thread, NULL, carry, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (failed != 0) return failed;
  porter.exists = 1;
  while (porter.wish != NOTHING) pthread_cond_wait(&porter.changed, &porter.lock);
  return porter.result;
}

int passerelle_become(const char *name, unsigned uid, unsigned gid) {
  pthread_mutex_lock(&porter.lock);
  int failed = porter.exists ? EALREADY : start_porter();
  // The C library changes the ids of all threads. Each loses all its capabilities with them (capabilities(7)), save the
  // one that keeps them.
  if (failed == 0 && (initgroups(name, gid) != 0 || setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0))
    failed = errno;
  if (failed == 0) failed = ask(TAKE_RIGHT);
  if (failed == 0) failed = set_capabilities(0);
  pthread_mutex_unlock(&porter.lock);
  return failed;
}

int passerelle_bind(int descriptor, const void *address, unsigned length) {
  if (bind(descriptor, address, length) == 0) return 0;
  int failed = errno;
  if (failed != EACCES) return failed;
  pthread_mutex_lock(&porter.lock);
  if (porter.exists) {
    porter.descriptor = descriptor;
    porter.address = address;
    porter.length = length;
    failed = ask(BIND);
  }
  pthread_mutex_unlock(&porter.lock);
  return failed;
}

int passerelle_drop_port_right(void) {
  pthread_mutex_lock(&porter.lock);
  int exists = porter.exists;
  if (exists) ask(END);
  porter.exists = 0;
  pthread_mutex_unlock(&porter.lock);
  return exists ? pthread_join(porter.thread, NULL) : 0;
}
