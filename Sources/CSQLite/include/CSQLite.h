#ifndef PASSERELLE_CSQLITE_H
#define PASSERELLE_CSQLITE_H
#include <sqlite3.h>

/* Variadic calls, which Swift does not import. */

/* Before anything else of SQLite in the process: no counting of the memory in use, which takes a process-wide mutex at each allocation. */
int passerelle_sqlite_uncounted(void);
/* Right after opening: room for small short-lived allocations of this connection, `count` of 1,200 octets. */
int passerelle_sqlite_lookaside(sqlite3 *connection, int count);
#endif
