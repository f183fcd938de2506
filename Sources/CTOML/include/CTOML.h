#ifndef PASSERELLE_CTOML_H
#define PASSERELLE_CTOML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A TOML 1.0 text read by toml++, handed over as a flat list of nodes in the order of a walk from the root
// (a parent always stands before its children). Strings belong to the document and end with it.

typedef enum {
  CTOML_TABLE = 0,
  CTOML_ARRAY = 1,
  CTOML_STRING = 2,
  CTOML_INTEGER = 3,
  CTOML_FLOAT = 4,
  CTOML_BOOLEAN = 5,
  CTOML_DATETIME = 6
} ctoml_kind;

typedef struct {
  int32_t kind;          // a ctoml_kind
  int32_t parent;        // index of the table or array that holds it, -1 for the root
  uint32_t line;         // from 1; of the key where there is one, else of the value
  uint32_t column;       // from 1
  const char *key;       // UTF-8, empty for the elements of an array
  size_t key_length;     // octets
  const char *text;      // value of a string, UTF-8
  size_t text_length;    // octets
  int64_t integer;
  double number;
  bool boolean;
} ctoml_node;

typedef struct ctoml_document ctoml_document;

// Reads `length` octets of UTF-8. NULL only when memory is out. Free the result with ctoml_free.
ctoml_document *ctoml_parse(const char *text, size_t length);
void ctoml_free(ctoml_document *document);

// The reason why the text is no TOML, or NULL when it is; with its place, both from 1.
const char *ctoml_error(const ctoml_document *document);
uint32_t ctoml_error_line(const ctoml_document *document);
uint32_t ctoml_error_column(const ctoml_document *document);

// The nodes; none after an error. An index past the end answers an empty table without parent.
size_t ctoml_count(const ctoml_document *document);
ctoml_node ctoml_at(const ctoml_document *document, size_t index);

#ifdef __cplusplus
}
#endif

#endif
