/* Faults of a machine for one process, by LD_PRELOAD: what happens is written by the test into a page of shared memory.
 *
 *   FAULTS_PAGE     the file that is mapped: struct page below
 *   FAULTS_FOLDER   files under this folder are concerned by the faults of the disk
 *   FAULTS_JOURNAL  every change to those files is written here before it happens, and every fsync after it, so that the
 *                   disk as a loss of power would have left it can be made from it
 *
 * It tells in the same page that it is there, and how many files it is concerned with.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { DISK_FINE, DISK_FULL, DISK_READ_ONLY, DISK_FAILS };

struct page {
  volatile int32_t disk;
  volatile int32_t resolver; /* 1: provider.test is not known; else it is this machine */
  volatile int64_t clock;    /* milliseconds that the wall clock is ahead */
  int32_t loaded;            /* processes that have mapped the page */
  int32_t files;             /* files under the folder that were opened */
};

static struct page nothing;
static struct page *page = &nothing;
static const char *folder;
static int journal = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
enum { MOST = 4096 };
static char *names[MOST]; /* by descriptor: the file under the folder */

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("FAULTS_PAGE");
  int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (fd >= 0) {
    void *mapped = mmap(0, sizeof nothing, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped != MAP_FAILED) page = mapped;
    close(fd);
  }
  path = getenv("FAULTS_JOURNAL");
  if (path) journal = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  folder = getenv("FAULTS_FOLDER");
  __atomic_add_fetch(&page->loaded, 1, __ATOMIC_SEQ_CST);
}

static int concerned(const char *path) {
  if (!folder || !path || strncmp(path, folder, strlen(folder)) != 0) return 0;
  size_t length = strlen(path);
  return length < 4 || strcmp(path + length - 4, "-shm") != 0;
}

/* One record: op, three octets of nothing, length of the name, length of the data, offset; then the name and the data. */
static void note(char op, const char *name, uint64_t offset, const void *data, uint32_t length) {
  if (journal < 0 || !name) return;
  struct { char op, none[3]; uint32_t name, data; uint64_t offset; } __attribute__((packed)) head =
      {op, {0}, (uint32_t)strlen(name), length, offset};
  size_t size = sizeof head + head.name + length;
  char *record = malloc(size);
  memcpy(record, &head, sizeof head);
  memcpy(record + sizeof head, name, head.name);
  if (length) memcpy(record + sizeof head + head.name, data, length);
  REAL(write);
  if (real(journal, record, size) != (ssize_t)size) abort();
  free(record);
}

static const char *name_of(int fd) { return fd >= 0 && fd < MOST ? names[fd] : 0; }

static int opened(int fd, const char *path, int flags) {
  if (fd >= 0 && fd < MOST && concerned(path)) {
    pthread_mutex_lock(&lock);
    free(names[fd]);
    names[fd] = strdup(path);
    __atomic_add_fetch(&page->files, 1, __ATOMIC_SEQ_CST);
    if (flags & O_TRUNC) note('T', path, 0, 0, 0);
    pthread_mutex_unlock(&lock);
  }
  return fd;
}

static int hindrance(const char *name) {
  if (!name) return 0;
  switch (page->disk) {
    case DISK_FULL: return ENOSPC;
    case DISK_READ_ONLY: return EROFS;
    case DISK_FAILS: return EIO;
  }
  return 0;
}

#define OPENS(function) \
  int function(const char *path, int flags, ...) { \
    REAL(function); \
    mode_t mode = 0; \
    if (flags & O_CREAT) { \
      va_list list; \
      va_start(list, flags); \
      mode = va_arg(list, mode_t); \
      va_end(list); \
    } \
    if (page->disk == DISK_READ_ONLY && concerned(path) && (flags & O_ACCMODE) != O_RDONLY) { \
      errno = EROFS; \
      return -1; \
    } \
    return opened(real(path, flags, mode), path, flags); \
  }
OPENS(open)
OPENS(open64)

int close(int fd) {
  REAL(close);
  if (name_of(fd)) {
    pthread_mutex_lock(&lock);
    free(names[fd]);
    names[fd] = 0;
    pthread_mutex_unlock(&lock);
  }
  return real(fd);
}

#define WRITES(function) \
  ssize_t function(int fd, const void *data, size_t length, off_t offset) { \
    REAL(function); \
    const char *name = name_of(fd); \
    if (!name) return real(fd, data, length, offset); \
    int error = hindrance(name); \
    if (error) { \
      errno = error; \
      return -1; \
    } \
    pthread_mutex_lock(&lock); \
    note('W', name, (uint64_t)offset, data, (uint32_t)length); \
    ssize_t done = real(fd, data, length, offset); \
    pthread_mutex_unlock(&lock); \
    return done; \
  }
WRITES(pwrite)
WRITES(pwrite64)

ssize_t write(int fd, const void *data, size_t length) {
  REAL(write);
  const char *name = name_of(fd);
  if (!name) return real(fd, data, length);
  int error = hindrance(name);
  if (error) {
    errno = error;
    return -1;
  }
  pthread_mutex_lock(&lock);
  off_t at = lseek(fd, 0, SEEK_CUR);
  note('W', name, at < 0 ? 0 : (uint64_t)at, data, (uint32_t)length);
  ssize_t done = real(fd, data, length);
  pthread_mutex_unlock(&lock);
  return done;
}

#define CUTS(function) \
  int function(int fd, off_t length) { \
    REAL(function); \
    const char *name = name_of(fd); \
    if (!name) return real(fd, length); \
    int error = hindrance(name); \
    if (error) { \
      errno = error; \
      return -1; \
    } \
    pthread_mutex_lock(&lock); \
    note('T', name, (uint64_t)length, 0, 0); \
    int done = real(fd, length); \
    pthread_mutex_unlock(&lock); \
    return done; \
  }
CUTS(ftruncate)
CUTS(ftruncate64)

#define SYNCS(function) \
  int function(int fd) { \
    REAL(function); \
    const char *name = name_of(fd); \
    if (!name) return real(fd); \
    if (page->disk == DISK_FAILS) { \
      errno = EIO; \
      return -1; \
    } \
    pthread_mutex_lock(&lock); \
    int done = real(fd); \
    if (done == 0) note('S', name, 0, 0, 0); \
    pthread_mutex_unlock(&lock); \
    return done; \
  }
SYNCS(fsync)
SYNCS(fdatasync)

int unlink(const char *path) {
  REAL(unlink);
  if (concerned(path)) {
    pthread_mutex_lock(&lock);
    note('U', path, 0, 0, 0);
    pthread_mutex_unlock(&lock);
  }
  return real(path);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  REAL(clock_gettime);
  int done = real(clock, time);
  if (done == 0 && clock == CLOCK_REALTIME && page->clock) {
    int64_t moved = (int64_t)time->tv_sec * 1000000000 + time->tv_nsec + page->clock * 1000000;
    time->tv_sec = moved / 1000000000;
    time->tv_nsec = moved % 1000000000;
  }
  return done;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

int getaddrinfo(const char *restrict name, const char *restrict service, const struct addrinfo *restrict hints,
                struct addrinfo **restrict found) {
  REAL(getaddrinfo);
  if (name && strcmp(name, "provider.test") == 0) {
    if (page->resolver) return EAI_AGAIN;
    name = "127.0.0.1";
  }
  return real(name, service, hints, found);
}
