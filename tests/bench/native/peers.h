// How the load generators speak to each of the compared servers.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

struct protocol {
  const char *name;
  char reply_mark, event_mark; // one of these bytes in what comes back is one reply, one event
  int replies_per_set;
};

static const struct protocol PROTOCOLS[] = {
    {"hub", '\n', '\n', 1},
    {"relay", '\n', '\n', 1},
    {"redis", '\n', '~', 2},
    {"mqtt", 0x40, '~', 1},
};

static inline void die(const char *what) {
  perror(what);
  exit(1);
}

static inline double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static inline const struct protocol *protocol_named(const char *name) {
  for (size_t i = 0; i < sizeof PROTOCOLS / sizeof *PROTOCOLS; i++)
    if (!strcmp(PROTOCOLS[i].name, name)) return &PROTOCOLS[i];
  fprintf(stderr, "no protocol %s\n", name);
  exit(2);
}

static inline int try_connect(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

static inline void send_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = write(fd, bytes, length);
    if (n < 0 && errno == EAGAIN) {
      struct pollfd p = {fd, POLLOUT, 0};
      poll(&p, 1, 1000);
    } else if (n <= 0) die("write");
    else bytes += n, length -= n;
  }
}

// Reads until the server has been quiet for `ms`.
static inline void drain(int fd, int ms) {
  static char buffer[1 << 16];
  struct pollfd p = {fd, POLLIN, 0};
  while (poll(&p, 1, ms) > 0 && read(fd, buffer, sizeof buffer) > 0) {}
}

static inline int open_peer(const struct protocol *protocol, const char *path) {
  int fd = try_connect(path);
  if (fd < 0) die(path);
  if (!strcmp(protocol->name, "mqtt")) {
    static const char mqtt[] = {0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 0};
    send_all(fd, mqtt, sizeof mqtt);
    drain(fd, 20);
  }
  return fd;
}

static inline int open_subscriber(const struct protocol *protocol, const char *path) {
  static const char mqtt[] = {(char)0x82, 6, 0, 1, 0, 1, 'c', 0};
  int fd = open_peer(protocol, path);
  if (!strcmp(protocol->name, "hub")) send_all(fd, "{\"cmd\":\"SUB\"}\n", 14);
  if (!strcmp(protocol->name, "relay")) send_all(fd, "SUB\n", 4);
  if (!strcmp(protocol->name, "redis")) send_all(fd, "SUBSCRIBE c\r\n", 13);
  if (!strcmp(protocol->name, "mqtt")) send_all(fd, mqtt, sizeof mqtt);
  return fd;
}

// The request that changes session `session` for the `turn`th time. Returns its length.
static inline int format_set(const struct protocol *protocol, char *out, int session, int turn) {
  static const char *STATUSES[] = {"working", "attention"};
  char body[160];
  int n = snprintf(body, sizeof body,
                   "{\"cmd\":\"SET\",\"session_id\":\"session-%d\",\"status\":\"%s\","
                   "\"working_dir\":\"/home/someone/project-%d\"}",
                   session, STATUSES[turn % 2], session);
  if (!strcmp(protocol->name, "redis"))
    return sprintf(out,
                   "*3\r\n$3\r\nSET\r\n$%d\r\nsession-%d\r\n$%d\r\n%s~\r\n"
                   "*3\r\n$7\r\nPUBLISH\r\n$1\r\nc\r\n$%d\r\n%s~\r\n",
                   snprintf(NULL, 0, "session-%d", session), session, n + 1, body, n + 1, body);
  if (!strcmp(protocol->name, "mqtt")) { // PUBLISH at QoS 1, so that it is answered
    int length = 2 + 1 + 2 + n + 1, at = 0;
    out[at++] = 0x32;
    out[at++] = (char)(length > 127 ? (length % 128) | 128 : length);
    if (length > 127) out[at++] = (char)(length / 128);
    memcpy(out + at, "\0\1c\0\1", 5);
    memcpy(out + at + 5, body, n);
    out[at + 5 + n] = '~';
    return at + 5 + n + 1;
  }
  return sprintf(out, "%s\n", body);
}

static inline int count_marks(const char *bytes, ssize_t length, char mark) {
  int count = 0;
  for (const char *at = bytes; (at = memchr(at, mark, bytes + length - at)) != NULL; at++) count++;
  return count;
}
