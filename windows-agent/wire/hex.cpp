#include "wire/hex.h"

namespace genkan::wire {

namespace {

int valueOf(char digit) noexcept {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

}  // namespace

std::string toHex(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 0x0F]);
  }
  return out;
}

std::optional<std::string> fromHex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const int high = valueOf(text[at]);
    const int low = valueOf(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(static_cast<unsigned char>(high * 16 + low)));
  }
  return out;
}

}  // namespace genkan::wire
