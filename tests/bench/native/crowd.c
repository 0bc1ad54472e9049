// crowd SOCKET SUBSCRIBERS SESSIONS: subscribes, creates the sessions, then changes each of them
// once within a second, while another connection asks for one of them. Prints the seconds until
// every subscriber had the last state of every session, then the microseconds of each answer.
#define _GNU_SOURCE
#include "peers.h"
#include <signal.h>
#include <sys/wait.h>

enum { LONGEST = 1 << 14, PIECE = 1 << 16, STEPS = 100 };

struct subscriber {
  char rest[LONGEST]; // a line that has not come whole
  int length;
  unsigned char *seen; // by session: what was last heard of it is the last state
};

static struct subscriber *subscribers;
static long missing;

static void hear(struct subscriber *subscriber, const char *line, int length, const char *last) {
  static const char id[] = "\"session_id\":\"session-", status[] = "\"status\":\"";
  const char *at = memmem(line, length, id, sizeof id - 1);
  if (at == NULL) return;
  int session = atoi(at + sizeof id - 1);
  at = memmem(at, line + length - at, status, sizeof status - 1);
  if (at == NULL) die("a line without a status");
  int is_last = !strncmp(at + sizeof status - 1, last, strlen(last));
  missing -= is_last - subscriber->seen[session];
  subscriber->seen[session] = is_last;
}

static void take(struct subscriber *subscriber, int fd, const char *last) {
  static char buffer[LONGEST + PIECE];
  memcpy(buffer, subscriber->rest, subscriber->length);
  ssize_t got = read(fd, buffer + subscriber->length, PIECE);
  if (got <= 0) die("a subscriber");
  char *at = buffer, *end = buffer + subscriber->length + got, *line;
  for (; (line = memchr(at, '\n', end - at)) != NULL; at = line + 1)
    hear(subscriber, at, line - at, last);
  if ((subscriber->length = end - at) > LONGEST) die("a long line");
  memcpy(subscriber->rest, at, subscriber->length);
}

// Reads what comes until every subscriber has the last state of every session.
static void hear_all(int poller, int count, int sessions, const char *last) {
  missing = (long)count * sessions;
  for (int i = 0; i < count; i++) memset(subscribers[i].seen, 0, sessions);
  while (missing > 0) {
    struct epoll_event ready[64];
    int n = epoll_wait(poller, ready, 64, 60000);
    if (n == 0) die("nothing comes any more");
    for (int i = 0; i < n; i++) {
      int fd = ready[i].data.u64 >> 32;
      take(&subscribers[ready[i].data.u64 & 0xffffffff], fd, last);
    }
  }
}

// Changes every session once, within a second.
static pid_t change(const char *socket, int sessions, int turn) {
  pid_t child = fork();
  if (child != 0) return child;
  const struct protocol *hub = protocol_named("hub");
  int fd = open_peer(hub, socket);
  for (int step = 0, sent = 0; step < STEPS; step++, usleep(1000000 / STEPS)) {
    static char batch[1 << 18];
    int length = 0;
    for (; sent < (long)sessions * (step + 1) / STEPS && length < (int)sizeof batch - 600; sent++)
      length += format_set(hub, batch + length, sent, turn);
    send_all(fd, batch, length);
    drain(fd, 0);
  }
  for (int answered = 0; answered == 0; answered = 1) drain(fd, 2000);
  exit(0);
}

// Asks for one session again and again, until it is killed.
static pid_t ask(const char *socket) {
  pid_t child = fork();
  if (child != 0) return child;
  int fd = open_peer(protocol_named("hub"), socket);
  for (;; usleep(5000)) {
    static char answer[LONGEST];
    double asked = now_us();
    send_all(fd, "{\"cmd\":\"GET\",\"session_id\":\"session-0\"}\n", 39);
    for (ssize_t got = 0; got == 0 || answer[got - 1] != '\n';)
      if ((got = read(fd, answer, sizeof answer)) <= 0) die("an answer");
    printf("%.1f\n", now_us() - asked);
    fflush(stdout);
  }
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  int count = atoi(argv[2]), sessions = atoi(argv[3]), poller = epoll_create1(0);
  subscribers = calloc(count, sizeof *subscribers);
  for (int i = 0; i < count; i++) {
    int fd = open_subscriber(protocol_named("hub"), argv[1]);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = (unsigned long)fd << 32 | i};
    subscribers[i].seen = malloc(sessions);
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
  }
  pid_t creator = change(argv[1], sessions, 0);
  hear_all(poller, count, sessions, "working");
  waitpid(creator, NULL, 0);
  double started = now_us();
  pid_t asker = ask(argv[1]), changer = change(argv[1], sessions, 1);
  hear_all(poller, count, sessions, "attention");
  double ended = now_us();
  kill(asker, SIGTERM);
  waitpid(asker, NULL, 0);
  waitpid(changer, NULL, 0);
  printf("%.3f\n", (ended - started) / 1e6);
  return 0;
}
