// relay SOCKET: the floor. An epoll server that parses nothing: what comes in goes back to
// its sender and on to everyone who has sent "SUB".
#include "peers.h"

enum { MAX_PEERS = 4096 };

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, argv[1], sizeof address.sun_path - 1);
  int listener = socket(AF_UNIX, SOCK_STREAM, 0), poller = epoll_create1(0);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
  listen(listener, 512);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
  static char buffer[1 << 18], subscribed[MAX_PEERS];
  int top = 0;
  for (;;) {
    struct epoll_event ready[64];
    int n = epoll_wait(poller, ready, 64, -1);
    for (int i = 0; i < n; i++) {
      int fd = ready[i].data.fd;
      if (fd == listener) {
        event.data.fd = accept(listener, NULL, NULL);
        if (event.data.fd >= MAX_PEERS) close(event.data.fd);
        else if (event.data.fd >= 0) epoll_ctl(poller, EPOLL_CTL_ADD, event.data.fd, &event);
        continue;
      }
      ssize_t got = read(fd, buffer, sizeof buffer);
      if (got <= 0) {
        subscribed[fd] = 0;
        close(fd);
        continue;
      }
      if (got >= 4 && !memcmp(buffer, "SUB\n", 4)) {
        subscribed[fd] = 1;
        if (fd > top) top = fd;
        continue;
      }
      send_all(fd, buffer, got);
      for (int peer = 0; peer <= top; peer++)
        if (subscribed[peer]) send_all(peer, buffer, got);
    }
  }
}
