#include "wire/json_writer.h"

#include "wire/utf8.h"

namespace genkan::wire {

namespace {

void appendCharacter(std::string& out, char c) {
  constexpr char digits[] = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20) {
    out.push_back(c);
    return;
  }
  out += "\\u00";
  out.push_back(digits[byte >> 4]);
  out.push_back(digits[byte & 0x0F]);
}

std::size_t roomFor(const JsonObject& object) {
  std::size_t room = 2;
  for (const auto& entry : object.entries()) {
    const auto* text = std::get_if<std::string>(&entry.value);
    room += entry.name.size() * 6 + 4 + (text == nullptr ? 20 : text->size() * 6 + 2);
  }
  return room;
}

}  // namespace

void appendJsonString(std::string& out, std::string_view text) {
  out.push_back('"');
  if (isUtf8(text)) {
    for (const char c : text) appendCharacter(out, c);
  } else {
    for (const char c : text) {
      if (static_cast<unsigned char>(c) < 0x80) {
        appendCharacter(out, c);
      } else {
        out += "\xEF\xBF\xBD";
      }
    }
  }
  out.push_back('"');
}

std::string writeFlatJson(const JsonObject& object) {
  std::string out;
  // The worst case at once: growing would leave copies of a secret behind.
  out.reserve(roomFor(object));
  out.push_back('{');
  for (const auto& entry : object.entries()) {
    if (out.size() > 1) out.push_back(',');
    appendJsonString(out, entry.name);
    out.push_back(':');
    if (const auto* text = std::get_if<std::string>(&entry.value)) {
      appendJsonString(out, *text);
    } else if (const auto* number = std::get_if<std::int64_t>(&entry.value)) {
      out += std::to_string(*number);
    } else {
      out += std::get<bool>(entry.value) ? "true" : "false";
    }
  }
  out.push_back('}');
  return out;
}

}  // namespace genkan::wire
