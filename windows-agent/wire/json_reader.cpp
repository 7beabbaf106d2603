#include "wire/json_reader.h"

#include <string>
#include <utility>

#include "wire/line_reader.h"
#include "wire/utf8.h"
#include "wire/wipe.h"

namespace genkan::wire {

namespace {

class Reader final {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<JsonObject> object() {
    JsonObject read;
    skipSpace();
    if (!take('{')) return std::nullopt;
    skipSpace();
    if (!take('}') && !fields(read)) return std::nullopt;
    skipSpace();
    if (at_ != text_.size()) return std::nullopt;
    return read;
  }

 private:
  bool fields(JsonObject& read) {
    do {
      skipSpace();
      std::string name;
      if (!string(name)) return false;
      skipSpace();
      if (!take(':')) return false;
      skipSpace();
      if (!field(read, std::move(name))) return false;
      skipSpace();
    } while (take(','));
    return take('}');
  }

  bool field(JsonObject& read, std::string name) {
    if (peek() == '"') {
      std::string text;
      const WipeAtEnd wiped(text);
      return string(text) && read.add(std::move(name), JsonValue(std::move(text)));
    }
    if (takeWord("true")) return read.add(std::move(name), JsonValue(true));
    if (takeWord("false")) return read.add(std::move(name), JsonValue(false));
    std::int64_t value = 0;
    return integer(value) && read.add(std::move(name), JsonValue(value));
  }

  bool integer(std::int64_t& value) {
    const bool negative = take('-');
    const std::size_t start = at_;
    while (isDigit(peek()) && at_ - start <= 16) value = value * 10 + (text_[at_++] - '0');
    const std::size_t digits = at_ - start;
    if (digits == 0 || digits > 16 || value > maxSafeInteger) return false;
    if (text_[start] == '0' && (digits > 1 || negative)) return false;
    if (negative) value = -value;
    return peek() != '.' && peek() != 'e' && peek() != 'E';
  }

  bool string(std::string& out) {
    if (!take('"')) return false;
    // Room for the whole at once: growing would leave copies of a secret behind. An escape is never shorter than what it stands for.
    out.reserve(upToQuote());
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') {
        out.push_back(c);
      } else if (!escape(out)) {
        return false;
      }
    }
    return false;
  }

  std::size_t upToQuote() const {
    std::size_t end = at_;
    while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
    return end - at_;
  }

  bool escape(std::string& out) {
    if (at_ == text_.size()) return false;
    switch (text_[at_++]) {
      case '"': out.push_back('"'); return true;
      case '\\': out.push_back('\\'); return true;
      case '/': out.push_back('/'); return true;
      case 'b': out.push_back('\b'); return true;
      case 'f': out.push_back('\f'); return true;
      case 'n': out.push_back('\n'); return true;
      case 'r': out.push_back('\r'); return true;
      case 't': out.push_back('\t'); return true;
      case 'u': return unicodeEscape(out);
      default: return false;
    }
  }

  bool unicodeEscape(std::string& out) {
    char32_t unit = 0;
    if (!fourHex(unit) || unit == 0) return false;
    if (unit >= 0xDC00 && unit <= 0xDFFF) return false;
    if (unit >= 0xD800 && unit <= 0xDBFF) {
      char32_t low = 0;
      if (!take('\\') || !take('u') || !fourHex(low) || low < 0xDC00 || low > 0xDFFF) return false;
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
    appendUtf8(out, unit);
    return true;
  }

  bool fourHex(char32_t& unit) {
    if (text_.size() - at_ < 4) return false;
    for (int i = 0; i < 4; ++i) {
      const char c = text_[at_++];
      unit <<= 4;
      if (isDigit(c)) {
        unit |= static_cast<char32_t>(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        unit |= static_cast<char32_t>(c - 'a' + 10);
      } else if (c >= 'A' && c <= 'F') {
        unit |= static_cast<char32_t>(c - 'A' + 10);
      } else {
        return false;
      }
    }
    return true;
  }

  static bool isDigit(char c) { return c >= '0' && c <= '9'; }

  // '\0' at the end; a NUL in the text is no token either.
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char expected) {
    if (at_ == text_.size() || text_[at_] != expected) return false;
    ++at_;
    return true;
  }

  bool takeWord(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  void skipSpace() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<JsonObject> readFlatJson(std::string_view text) {
  if (text.size() > maxFrameBytes || !isUtf8(text)) return std::nullopt;
  return Reader(text).object();
}

}  // namespace genkan::wire
