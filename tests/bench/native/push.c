// push PROTOCOL SOCKET SUBSCRIBERS ROUNDS SESSIONS: how long until a change that one
// connection reports has reached every subscriber (with none: until it is answered).
// Prints one latency a line, in microseconds.
#include "peers.h"

int main(int argc, char **argv) {
  if (argc < 6) return 2;
  const struct protocol *protocol = protocol_named(argv[1]);
  int subscribers = atoi(argv[3]), rounds = atoi(argv[4]), sessions = atoi(argv[5]);
  static char frame[1024], buffer[1 << 16];
  int poller = epoll_create1(0), publisher = open_peer(protocol, argv[2]);
  int *fds = calloc(subscribers + 1, sizeof *fds);
  for (int i = 0; i < sessions; i++) {
    send_all(publisher, frame, format_set(protocol, frame, i, 1));
    if (i % 64 == 63) drain(publisher, 1);
  }
  drain(publisher, 200);
  for (int i = 0; i <= subscribers; i++) {
    fds[i] = i == subscribers ? publisher : open_subscriber(protocol, argv[2]);
    if (i == subscribers) break;
    drain(fds[i], sessions > 1000 ? 200 : 30);
  }
  for (int i = 0; i <= subscribers; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fds[i]};
    if (subscribers > 0) drain(fds[i], 0);
    epoll_ctl(poller, EPOLL_CTL_ADD, fds[i], &event);
  }
  for (int round = 0; round < rounds; round++) {
    int length = format_set(protocol, frame, round % sessions, round / sessions);
    int events = subscribers, replies = protocol->replies_per_set;
    double started = now_us(), reached = 0;
    send_all(publisher, frame, length);
    while (events > 0 || replies > 0) {
      struct epoll_event ready[64];
      int n = epoll_wait(poller, ready, 64, 5000);
      if (n <= 0) return fprintf(stderr, "lost: %d events, %d replies\n", events, replies), 1;
      for (int i = 0; i < n; i++) {
        int fd = ready[i].data.fd, from_publisher = fd == publisher;
        ssize_t got = read(fd, buffer, sizeof buffer);
        if (got <= 0) die("read");
        char mark = from_publisher ? protocol->reply_mark : protocol->event_mark;
        int *owed = from_publisher ? &replies : &events;
        *owed -= count_marks(buffer, got, mark);
        if (from_publisher ? subscribers == 0 : events <= 0) reached = now_us();
      }
    }
    printf("%.1f\n", reached - started);
    usleep(200); // one at a time, as hooks come: the server is asleep again
  }
  return 0;
}
