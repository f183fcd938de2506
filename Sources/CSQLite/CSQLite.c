#include "CSQLite.h"

int passerelle_sqlite_uncounted(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

int passerelle_sqlite_lookaside(sqlite3 *connection, int count) {
  return sqlite3_db_config(connection, SQLITE_DBCONFIG_LOOKASIDE, (void *)0, 1200, count);
}
