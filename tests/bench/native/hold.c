// hold PROTOCOL SOCKET SUBSCRIBERS: subscribes that often and reads all that comes until its
// input ends. Prints "ready" once all are subscribed, and the events seen at the end.
#include "peers.h"

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  const struct protocol *protocol = protocol_named(argv[1]);
  static char buffer[1 << 18];
  int poller = epoll_create1(0), subscribers = atoi(argv[3]);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = 0};
  epoll_ctl(poller, EPOLL_CTL_ADD, 0, &event);
  for (int i = 0; i < subscribers; i++) {
    event.data.fd = open_subscriber(protocol, argv[2]);
    epoll_ctl(poller, EPOLL_CTL_ADD, event.data.fd, &event);
  }
  puts("ready");
  fflush(stdout);
  for (long events = 0;;) {
    struct epoll_event ready[64];
    int n = epoll_wait(poller, ready, 64, -1);
    for (int i = 0; i < n; i++) {
      ssize_t got = read(ready[i].data.fd, buffer, sizeof buffer);
      if (got > 0) events += count_marks(buffer, got, protocol->event_mark);
      else if (ready[i].data.fd == 0) return printf("%ld\n", events), 0;
      else close(ready[i].data.fd);
    }
  }
}
