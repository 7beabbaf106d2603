#include "credential-provider/utf16.h"

#include "wire/utf8.h"
#include "wire/wipe.h"

namespace genkan::logon {
namespace {

bool isHigh(char16_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool isLow(char16_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// The text is known to be UTF-8.
char32_t nextCodePoint(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned char first = byte(at);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t point = length == 1 ? first : first & (0x7Fu >> length);
  for (std::size_t next = 1; next < length; ++next) point = (point << 6) | (byte(at + next) & 0x3Fu);
  at += length;
  return point;
}

}  // namespace

std::optional<std::string> toUtf8(std::u16string_view text) {
  std::string out;
  out.reserve(text.size() * 3 + 1);
  for (std::size_t at = 0; at < text.size(); ++at) {
    char32_t point = text[at];
    if (isHigh(text[at]) && at + 1 < text.size() && isLow(text[at + 1])) {
      point = 0x10000 + ((static_cast<char32_t>(text[at]) - 0xD800) << 10) + (text[at + 1] - 0xDC00);
      ++at;
    } else if (isHigh(text[at]) || isLow(text[at])) {
      wire::wipe(out);
      return std::nullopt;
    }
    wire::appendUtf8(out, point);
  }
  return out;
}

std::optional<std::u16string> toUtf16(std::string_view text) {
  if (!wire::isUtf8(text)) return std::nullopt;
  std::u16string out;
  out.reserve(text.size() + 1);
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = nextCodePoint(text, at);
    if (point < 0x10000) {
      out.push_back(static_cast<char16_t>(point));
    } else {
      out.push_back(static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10)));
      out.push_back(static_cast<char16_t>(0xDC00 + ((point - 0x10000) & 0x3FF)));
    }
  }
  return out;
}

std::optional<Secret> toSecret(std::string_view text) {
  std::optional<std::u16string> wide = toUtf16(text);
  if (!wide) return std::nullopt;
  const wire::WipeAtEnd<char16_t> wipeWide(*wide);
  return Secret(*wide);
}

}  // namespace genkan::logon
