// pipeline PROTOCOL SOCKET COUNT SESSIONS: sends changes without waiting for each answer,
// at most WINDOW unanswered. Prints the seconds it took until all were answered.
#include "peers.h"

enum { WINDOW = 1024, BATCH = 128 };

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  const struct protocol *protocol = protocol_named(argv[1]);
  int count = atoi(argv[3]), sessions = atoi(argv[4]);
  static char buffer[1 << 20], batch[BATCH * 600];
  int fd = open_peer(protocol, argv[2]);
  long sent = 0, answers = 0;
  double started = now_us();
  while (answers < (long)count * protocol->replies_per_set) {
    if (sent < count && sent - answers / protocol->replies_per_set <= WINDOW - BATCH) {
      int length = 0;
      for (int i = 0; i < BATCH && sent < count; i++, sent++)
        length += format_set(protocol, batch + length, sent % sessions, sent / sessions);
      send_all(fd, batch, length);
      continue;
    }
    ssize_t got = read(fd, buffer, sizeof buffer);
    if (got <= 0) die("read");
    answers += count_marks(buffer, got, protocol->reply_mark);
  }
  printf("%.6f\n", (now_us() - started) / 1e6);
  return 0;
}
