/* Preloaded into a program: its wall clock runs as many nanoseconds ahead as the first eight bytes of the file named by
   TEST_WALL_CLOCK say. They are shared memory, so a jump is there at once, for every thread, without a read or a
   lock. Clocks that nobody sets stay as they are, as on a resume from sleep.

   The kernel knows nothing of that clock, so a thread stands in for its timer on it (timerfd_create(2)): one a program,
   which a jump ends as TFD_TIMER_CANCEL_ON_SET does. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static const int64_t SECOND = 1000000000;
static volatile const int64_t *ahead;

__attribute__((constructor)) static void find(void) {
  const char *place = getenv("TEST_WALL_CLOCK");
  int file = place ? open(place, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *shared = mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, file, 0);
  if (shared != MAP_FAILED) ahead = shared;
  close(file);
}

static int true_time(clockid_t clock, struct timespec *at) { return (int)syscall(SYS_clock_gettime, clock, at); }

int clock_gettime(clockid_t clock, struct timespec *at) {
  int failed = true_time(clock, at);
  if (!failed && ahead && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    int64_t now = at->tv_sec * SECOND + at->tv_nsec + *ahead;
    at->tv_sec = now / SECOND;
    at->tv_nsec = now % SECOND;
  }
  return failed;
}

int gettimeofday(struct timeval *at, void *zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}

int timespec_get(struct timespec *at, int base) {
  return base == TIME_UTC && !clock_gettime(CLOCK_REALTIME, at) ? base : 0;
}

static const int64_t NEVER = INT64_MAX;
static const useconds_t LOOK_EVERY = 20000;
static int timer = -1;
static _Atomic int64_t rings_at = INT64_MAX, ahead_then;

static void *rings(void *nothing) {
  (void)nothing;
  for (;; usleep(LOOK_EVERY)) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t at = rings_at;
    if (at == NEVER || (now.tv_sec * SECOND + now.tv_nsec < at && *ahead == ahead_then)) continue;
    uint64_t once = 1;
    if (atomic_compare_exchange_strong(&rings_at, &at, NEVER) && write(timer, &once, sizeof once) < 0) return NULL;
  }
}

int timerfd_create(int clock, int flags) {
  pthread_t thread;
  if (!ahead || clock != CLOCK_REALTIME || timer >= 0) return (int)syscall(SYS_timerfd_create, clock, flags);
  timer = eventfd(0, flags);
  if (timer >= 0 && !pthread_create(&thread, NULL, rings, NULL)) pthread_detach(thread);
  return timer;
}

int timerfd_settime(int file, int flags, const struct itimerspec *new, struct itimerspec *old) {
  uint64_t rung;
  if (file != timer || timer < 0) return (int)syscall(SYS_timerfd_settime, file, flags, new, old);
  rings_at = NEVER;
  if (read(timer, &rung, sizeof rung) < 0) rung = 0;
  ahead_then = *ahead;
  int64_t at = new->it_value.tv_sec > NEVER / SECOND - 1 ? NEVER - 1 : new->it_value.tv_sec * SECOND + new->it_value.tv_nsec;
  rings_at = at ? at : NEVER;
  return 0;
}
