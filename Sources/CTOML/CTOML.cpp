#include "CTOML.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <new>
#include <string>
#include <string_view>
#include <vector>

struct ctoml_document {
  toml::parse_result result;
  std::string error;
  uint32_t error_line = 0;
  uint32_t error_column = 0;
  std::vector<ctoml_node> nodes;
};

namespace {

void place(ctoml_node &into, const toml::source_region &region) {
  into.line = region.begin.line;
  into.column = region.begin.column;
}

// toml++ refuses deeper nesting than 256 while parsing, which bounds the recursion.
void walk(const toml::node &node, int32_t parent, const toml::key *key, std::vector<ctoml_node> &out) {
  ctoml_node row{};
  row.parent = parent;
  row.key = "";
  row.text = "";
  place(row, node.source());
  if (key != nullptr) {
    const std::string_view name = key->str();
    row.key = name.data();
    row.key_length = name.size();
    place(row, key->source());
  }
  const int32_t index = static_cast<int32_t>(out.size());
  if (const auto *table = node.as_table()) {
    row.kind = CTOML_TABLE;
    out.push_back(row);
    for (const auto &[name, child] : *table) walk(child, index, &name, out);
    return;
  }
  if (const auto *array = node.as_array()) {
    row.kind = CTOML_ARRAY;
    out.push_back(row);
    for (const auto &child : *array) walk(child, index, nullptr, out);
    return;
  }
  if (const auto *text = node.as_string()) {
    row.kind = CTOML_STRING;
    row.text = text->get().data();
    row.text_length = text->get().size();
  } else if (const auto *integer = node.as_integer()) {
    row.kind = CTOML_INTEGER;
    row.integer = integer->get();
  } else if (const auto *number = node.as_floating_point()) {
    row.kind = CTOML_FLOAT;
    row.number = number->get();
  } else if (const auto *boolean = node.as_boolean()) {
    row.kind = CTOML_BOOLEAN;
    row.boolean = boolean->get();
  } else {
    row.kind = CTOML_DATETIME;
  }
  out.push_back(row);
}

}  // namespace

ctoml_document *ctoml_parse(const char *text, size_t length) {
  auto *document = new (std::nothrow) ctoml_document{toml::parse(std::string_view(text, length))};
  if (document == nullptr) return nullptr;
  if (document->result.failed()) {
    const toml::parse_error &error = document->result.error();
    document->error = std::string(error.description());
    document->error_line = error.source().begin.line;
    document->error_column = error.source().begin.column;
    return document;
  }
  walk(document->result.table(), -1, nullptr, document->nodes);
  return document;
}

void ctoml_free(ctoml_document *document) { delete document; }

const char *ctoml_error(const ctoml_document *document) {
  return document->result.failed() ? document->error.c_str() : nullptr;
}

uint32_t ctoml_error_line(const ctoml_document *document) { return document->error_line; }

uint32_t ctoml_error_column(const ctoml_document *document) { return document->error_column; }

size_t ctoml_count(const ctoml_document *document) { return document->nodes.size(); }

ctoml_node ctoml_at(const ctoml_document *document, size_t index) {
  if (index < document->nodes.size()) return document->nodes[index];
  ctoml_node none{};
  none.parent = -1;
  none.key = "";
  none.text = "";
  return none;
}
