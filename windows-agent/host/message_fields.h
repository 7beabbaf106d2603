// Fields of a client's message. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "wire/json_object.h"

namespace genkan::host {

// Exactly the head (`v`, `id`, `t`) and these fields.
inline bool hasOnly(const wire::JsonObject& message, std::size_t fields) { return message.entries().size() == 3 + fields; }

inline std::string textOf(const wire::JsonObject& message, const char* name) {
  const std::string* text = message.text(name);
  return text == nullptr ? std::string() : *text;
}

}  // namespace genkan::host
