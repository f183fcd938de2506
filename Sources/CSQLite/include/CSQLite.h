#ifndef PASSERELLE_CSQLITE_H
#define PASSERELLE_CSQLITE_H
#include <sqlite3.h>
#endif
