// spawn exit RUNS INPUT COMMAND…          runs the command to its end, the file piped into it
// spawn connect RUNS SOCKET COMMAND…      until the socket accepts, then kills it
// spawn answer RUNS SOCKET COMMAND…       until it has answered a request, then kills it
// Where CLAUDE_PID is set it names this process, as an agent names itself to its hooks.
// Prints a line a run: wall and CPU milliseconds, peak RSS in kB. Small and vforking, so that
// neither its own memory nor its copying shows in the figures.
#define _GNU_SOURCE
#include "peers.h"
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern char **environ;

// A pipe that holds the file, its writing end closed: what an agent gives its hook.
static int piped(const char *path) {
  static char buffer[1 << 15];
  int file = open(path, O_RDONLY | O_CLOEXEC), ends[2];
  if (file < 0 || pipe2(ends, O_CLOEXEC) < 0) die(path);
  ssize_t got = read(file, buffer, sizeof buffer);
  if (got > 0) send_all(ends[1], buffer, got);
  close(file);
  close(ends[1]);
  return ends[0];
}

static void await_answer(int fd) {
  char first;
  send_all(fd, "{\"cmd\":\"STATUS\"}\n", 17);
  if (read(fd, &first, 1) != 1) die("no answer");
}

static double cpu_ms(const struct rusage *usage) {
  return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1e3 +
         (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e3;
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  int answers = !strcmp(argv[1], "answer"), connects = answers || !strcmp(argv[1], "connect");
  int runs = atoi(argv[2]);
  char own[16];
  snprintf(own, sizeof own, "%d", getpid());
  if (getenv("CLAUDE_PID")) setenv("CLAUDE_PID", own, 1);
  for (int run = 0; run < runs; run++) {
    int input = piped(connects ? "/dev/null" : argv[3]);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, 0);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    pid_t pid;
    int status;
    struct rusage usage;
    double started = now_us();
    if (posix_spawnp(&pid, argv[4], &files, NULL, argv + 4, environ)) die(argv[4]);
    double reached = 0;
    while (connects && reached == 0) {
      int fd = try_connect(argv[3]);
      if (fd >= 0) {
        if (answers) await_answer(fd);
        reached = now_us(), close(fd), kill(pid, SIGKILL);
      } else if (waitpid(pid, &status, WNOHANG) == pid) return fprintf(stderr, "it died\n"), 1;
      else usleep(100);
    }
    wait4(pid, &status, 0, &usage);
    if (!connects) reached = now_us();
    if (!connects && status != 0) return fprintf(stderr, "%s: status %x\n", argv[4], status), 1;
    if (connects) unlink(argv[3]);
    close(input);
    posix_spawn_file_actions_destroy(&files);
    printf("%.3f %.3f %ld\n", (reached - started) / 1e3, cpu_ms(&usage), usage.ru_maxrss);
  }
  return 0;
}
