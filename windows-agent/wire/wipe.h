// Zeroing of secrets in portable code. The volatile pointer keeps the compiler from dropping the writes.
#pragma once

#include <cstddef>
#include <string>

namespace genkan::wire {

inline void wipeBytes(void* memory, std::size_t size) noexcept {
  volatile unsigned char* byte = static_cast<volatile unsigned char*>(memory);
  while (size-- > 0) *byte++ = 0;
}

// Zeroes all that the string owns, its spare room too, and empties it.
template <typename Char>
void wipe(std::basic_string<Char>& text) noexcept {
  wipeBytes(text.data(), text.capacity() * sizeof(Char));
  text.clear();
}

// Zeroes a string when its scope ends, however it ends.
template <typename Char>
class WipeAtEnd final {
 public:
  explicit WipeAtEnd(std::basic_string<Char>& text) noexcept : text_(text) {}
  ~WipeAtEnd() { wipe(text_); }
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;

 private:
  std::basic_string<Char>& text_;
};

}  // namespace genkan::wire
