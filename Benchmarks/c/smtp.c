/* A client that sends mails as fast as it is let, connections that do nothing, and a server that keeps nothing.

   smtp load PORT CONNECTIONS MAILS PER_CONNECTION PIPELINED TLS [FROM [TO]]   one JSON object at the end
   smtp idle PORT CONNECTIONS                                                  says "ready", stays until its input ends
   smtp sink                                                                   says its port, until it is ended

   All on 127.0.0.1, one thread, epoll. A mail has 500 octets. PIPELINED: MAIL, RCPT and DATA in one write (RFC 2920). */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { GREETING, EHLO, AUTH, MAIL, RCPT, DATA, SENT, QUIT, NEW };

struct peer {
  int generation; /* of the connection: a new one may have the old one's number */
  int fd, state, awaited, mails;
  SSL *ssl;
  long long started;
  size_t have;
  char in[4096];
  int in_data; /* of the sink: how many octets of CRLF "." CRLF have been seen, plus one; 0 outside of DATA */
};

static struct peer *peers;
static int epoll, port, connections, per_connection, pipelined;
static long wanted, begun, done, refused;
static long long *times;
static SSL_CTX *tls;
static const char *from = "bench@shop.example.test", *to = "375291234567@sms.example.test";
static const char *login;
static char envelope[3][512], body[1024], together[2048];

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "smtp: %s: %s\n", what, strerror(errno));
  exit(1);
}

static ssize_t get(struct peer *p, char *room, size_t size) {
  if (!p->ssl) return recv(p->fd, room, size, 0);
  int count = SSL_read(p->ssl, room, (int)size);
  if (count > 0) return count;
  errno = EAGAIN;
  return SSL_get_error(p->ssl, count) == SSL_ERROR_WANT_READ ? -1 : 0;
}

static void put(struct peer *p, const char *text) {
  size_t size = strlen(text);
  ssize_t count = p->ssl ? SSL_write(p->ssl, text, (int)size) : send(p->fd, text, size, MSG_NOSIGNAL);
  if (count != (ssize_t)size) fail("write");
}

static void open_peer(struct peer *p) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int generation = p->generation + 1;
  memset(p, 0, sizeof *p);
  p->generation = generation;
  p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (p->fd < 0 || connect(p->fd, (struct sockaddr *)&at, sizeof at) != 0) fail("connect");
  int on = 1;
  setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (tls) {
    p->ssl = SSL_new(tls);
    SSL_set_fd(p->ssl, p->fd);
    if (SSL_connect(p->ssl) != 1) fail("TLS");
  }
  fcntl(p->fd, F_SETFL, O_NONBLOCK);
  p->awaited = 1;
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = p};
  epoll_ctl(epoll, EPOLL_CTL_ADD, p->fd, &event);
}

static void close_peer(struct peer *p) {
  if (p->ssl) SSL_free(p->ssl);
  close(p->fd);
  p->fd = -1;
}

static void next_mail(struct peer *p) {
  if (begun >= wanted) {
    p->state = QUIT;
    p->awaited = 1;
    return put(p, "QUIT\r\n");
  }
  if (per_connection && p->mails == per_connection) {
    p->state = NEW;
    p->awaited = 1;
    return put(p, "QUIT\r\n");
  }
  begun++;
  p->mails++;
  p->started = now();
  p->state = pipelined ? DATA : MAIL;
  p->awaited = pipelined ? 3 : 1;
  put(p, pipelined ? together : envelope[0]);
}

/* One whole reply has come. */
static void reply(struct peer *p, int code) {
  if (code >= 400) {
    if (refused++ == 0) fprintf(stderr, "smtp: refused with %d in state %d: %.200s\n", code, p->state, p->in);
    if (refused > 1000) exit(1);
  }
  if (--p->awaited > 0) return;
  p->awaited = 1;
  switch (p->state) {
  case GREETING: p->state = EHLO; put(p, "EHLO bench.localhost\r\n"); break;
  case EHLO:
    if (!wanted) {
      p->state = QUIT;
    } else if (login) {
      p->state = AUTH;
      put(p, login);
    } else {
      next_mail(p);
    }
    break;
  case AUTH: next_mail(p); break;
  case MAIL: p->state = RCPT; put(p, envelope[1]); break;
  case RCPT: p->state = DATA; put(p, envelope[2]); break;
  case DATA: p->state = SENT; put(p, body); break;
  case SENT:
    if (code < 400 && done < wanted) times[done++] = now() - p->started;
    next_mail(p);
    break;
  case NEW:
    close_peer(p);
    open_peer(p);
    break;
  default: close_peer(p); connections--;
  }
}

static void readable(struct peer *p) {
  while (p->fd >= 0) {
    ssize_t count = get(p, p->in + p->have, sizeof p->in - 1 - p->have);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
      if (p->state < QUIT) fprintf(stderr, "smtp: a connection was lost\n");
      close_peer(p);
      connections--;
      return;
    }
    p->have += count;
    p->in[p->have] = 0;
    char *line = p->in, *end;
    int generation = p->generation;
    while (p->fd >= 0 && p->generation == generation && (end = memchr(line, '\n', p->in + p->have - line))) {
      if (end - line >= 4 && line[3] != '-') reply(p, atoi(line));
      line = end + 1;
    }
    if (p->fd < 0 || p->generation != generation) return;
    p->have -= line - p->in;
    memmove(p->in, line, p->have);
  }
}

static int order(const void *a, const void *b) {
  long long d = *(const long long *)a - *(const long long *)b;
  return d < 0 ? -1 : d > 0;
}

static void loop(void) {
  struct epoll_event events[256];
  long long moved = now();
  long before = 0;
  while (connections > 0) {
    int count = epoll_wait(epoll, events, 256, 1000);
    for (int i = 0; i < count; i++) readable(events[i].data.ptr);
    if (done != before) moved = now(), before = done;
    if (now() - moved > 30000000000LL) {
      fprintf(stderr, "smtp: nothing happened for 30 s\n");
      break;
    }
  }
}

static int load(char **words, int count) {
  connections = atoi(words[1]);
  wanted = atol(words[2]);
  per_connection = atoi(words[3]);
  pipelined = atoi(words[4]);
  if (atoi(words[5])) {
    tls = SSL_CTX_new(TLS_client_method());
    /* User and password "bench": listeners with TLS from the beginning are for submission (RFC 4616). */
    login = "AUTH PLAIN AGJlbmNoAGJlbmNo\r\n";
  }
  if (count > 6) from = words[6];
  if (count > 7) to = words[7];
  times = calloc(wanted, sizeof *times);
  snprintf(envelope[0], 512, "MAIL FROM:<%s>\r\n", from);
  snprintf(envelope[1], 512, "RCPT TO:<%s>\r\n", to);
  snprintf(envelope[2], 512, "DATA\r\n");
  snprintf(together, sizeof together, "%s%s%s", envelope[0], envelope[1], envelope[2]);
  int head = snprintf(body, sizeof body,
                      "From: <%s>\r\nTo: <%s>\r\nSubject: bench\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
                      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
                      "Your order has been sent and comes tomorrow before 12 o'clock.\r\n-- \r\n", from, to);
  while (head < 490) head += snprintf(body + head, sizeof body - head, "A line of a signature.\r\n");
  snprintf(body + head, sizeof body - head, ".\r\n");
  long long start = now();
  int opened = connections;
  for (int i = 0; i < opened; i++) open_peer(&peers[i]);
  loop();
  double seconds = (now() - start) / 1e9;
  qsort(times, done, sizeof *times, order);
  printf("{\"accepted\":%ld,\"refused\":%ld,\"per_second\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f}\n", done, refused,
         done / seconds, done ? times[done / 2] / 1e6 : 0, done ? times[done * 99 / 100] / 1e6 : 0);
  return done == wanted && refused == 0 ? 0 : 1;
}

static int idle(char **words) {
  connections = atoi(words[1]);
  for (int i = 0; i < connections; i++) open_peer(&peers[i]);
  struct epoll_event events[256];
  for (int settled = 0; settled < connections;) {
    int count = epoll_wait(epoll, events, 256, 5000);
    if (count <= 0) break;
    for (int i = 0; i < count; i++) readable(events[i].data.ptr);
    settled = 0;
    for (int i = 0; i < connections; i++) settled += peers[i].state == QUIT;
  }
  puts("ready");
  fflush(stdout);
  while (getchar() != EOF) {}
  return 0;
}

/* The sink answers whatever looks like a command, and one answer for each end of data. */
static void serve(struct peer *p) {
  char room[65536], out[65536];
  ssize_t count;
  while ((count = recv(p->fd, room, sizeof room, 0)) > 0) {
    size_t length = 0;
    for (ssize_t i = 0; i < count; i++) {
      char c = room[i];
      if (p->in_data) {
        static const char end[] = "\r\n.\r\n";
        p->in_data = c == end[p->in_data - 1] ? p->in_data + 1 : c == '\r' ? 2 : 1;
        if (p->in_data == 6) {
          p->in_data = 0;
          length += sprintf(out + length, "250 2.0.0 taken\r\n");
        }
        continue;
      }
      if (p->have < sizeof p->in) p->in[p->have++] = c;
      if (c != '\n') continue;
      if (!strncasecmp(p->in, "EHLO", 4)) {
        length += sprintf(out + length, "250-sink\r\n250 PIPELINING\r\n");
      } else if (!strncasecmp(p->in, "DATA", 4)) {
        length += sprintf(out + length, "354 go\r\n");
        p->in_data = 3;
      } else {
        length += sprintf(out + length, "250 2.0.0 yes\r\n");
      }
      p->have = 0;
    }
    if (length && send(p->fd, out, length, MSG_NOSIGNAL) < 0) break;
  }
  if (count < 0 && errno == EAGAIN) return;
  close(p->fd);
  free(p);
}

static void sink(void) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof at;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  if (bind(listener, (struct sockaddr *)&at, size) || listen(listener, 1024)) fail("listen");
  getsockname(listener, (struct sockaddr *)&at, &size);
  printf("%d\n", ntohs(at.sin_port));
  fflush(stdout);
  struct epoll_event event = {.events = EPOLLIN}, events[256];
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  while (1) {
    int count = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr) {
        serve(events[i].data.ptr);
        continue;
      }
      struct peer *p = calloc(1, sizeof *p);
      p->fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (p->fd < 0) {
        free(p);
        continue;
      }
      setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      send(p->fd, "220 sink\r\n", 10, MSG_NOSIGNAL);
      event.data.ptr = p;
      epoll_ctl(epoll, EPOLL_CTL_ADD, p->fd, &event);
    }
  }
}

int main(int argc, char **argv) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  signal(SIGPIPE, SIG_IGN);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  if (argc >= 4) {
    port = atoi(argv[2]);
    peers = calloc(atoi(argv[3]) + 1, sizeof *peers);
  }
  if (argc >= 8 && !strcmp(argv[1], "load")) return load(argv + 2, argc - 2);
  if (argc >= 4 && !strcmp(argv[1], "idle")) return idle(argv + 2);
  if (argc == 2 && !strcmp(argv[1], "sink")) sink();
  fprintf(stderr, "usage: smtp load | idle | sink\n");
  return 2;
}
