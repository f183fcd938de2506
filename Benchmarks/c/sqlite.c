/* The reference for the store: rows of sixteen columns with a body of 200 octets and one index, write-ahead log,
   synchronous=FULL, straight through the C library. usage: sqlite FOLDER SECONDS; one JSON object a batch size. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void run(sqlite3 *db, const char *sql) {
  char *words = NULL;
  if (sqlite3_exec(db, sql, NULL, NULL, &words) == SQLITE_OK) return;
  fprintf(stderr, "sqlite: %s: %s\n", sql, words ? words : "");
  exit(1);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  char path[4096];
  snprintf(path, sizeof path, "%s/raw.db", argv[1]);
  double seconds = atof(argv[2]);
  sqlite3 *db;
  if (sqlite3_open(path, &db) != SQLITE_OK) return 1;
  run(db, "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-65536");
  run(db,
      "CREATE TABLE m (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, c INTEGER, d INTEGER, e INTEGER, f INTEGER, g INTEGER,"
      " h INTEGER, i INTEGER, j INTEGER, k INTEGER, l INTEGER, r TEXT, t TEXT, body BLOB);"
      "CREATE INDEX m_h ON m (h)");
  sqlite3_stmt *insert;
  sqlite3_prepare_v2(db, "INSERT INTO m VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", -1, &insert, NULL);
  char body[200];
  memset(body, 'x', sizeof body);
  sqlite3_int64 id = 100000000000000000;
  /* First 10,000 rows that do not count: a log that still grows is slower to make durable than one written over. */
  int batches[] = {1000, 1, 10, 100, 1000};
  for (int b = 0; b < 5; b++) {
    double start = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    long rows = 0;
    while (b == 0 ? rows < 10000 : now(CLOCK_MONOTONIC) - start < seconds) {
      run(db, "BEGIN IMMEDIATE");
      for (int row = 0; row < batches[b]; row++, rows++) {
        sqlite3_bind_int64(insert, 1, id++);
        for (int column = 2; column <= 13; column++) sqlite3_bind_int64(insert, column, column == 9 ? id : column);
        sqlite3_bind_text(insert, 14, "375291234567", 12, SQLITE_STATIC);
        sqlite3_bind_text(insert, 15, "Bench", 5, SQLITE_STATIC);
        sqlite3_bind_blob(insert, 16, body, sizeof body, SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE) return 1;
        sqlite3_reset(insert);
      }
      run(db, "COMMIT");
    }
    double taken = now(CLOCK_MONOTONIC) - start;
    if (b > 0) printf("{\"batch\":%d,\"per_second\":%.1f,\"cpu_us\":%.3f}\n", batches[b], rows / taken,
           (now(CLOCK_PROCESS_CPUTIME_ID) - cpu) / rows * 1e6);
  }
  sqlite3_finalize(insert);
  sqlite3_close(db);
  const char *ends[] = {"", "-wal", "-shm"};
  for (int e = 0; e < 3; e++) {
    char name[4200];
    snprintf(name, sizeof name, "%s%s", path, ends[e]);
    unlink(name);
  }
  return 0;
}
