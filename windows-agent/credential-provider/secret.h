// UTF-16 text that zeroes itself: passwords and one-time codes. Windows' wchar_t and char16_t have one form.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "wire/wipe.h"

namespace genkan::logon {

class Secret final {
 public:
  Secret() = default;
  explicit Secret(std::u16string_view text) { assign(text); }
  ~Secret() { clear(); }
  Secret(Secret&& other) noexcept { swap(other); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      clear();
      swap(other);
    }
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  // One allocation of the exact size: growing would leave copies behind.
  void assign(std::u16string_view text) {
    clear();
    if (text.empty()) return;
    text_ = std::make_unique<char16_t[]>(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) text_[at] = text[at];
    size_ = text.size();
  }

  void clear() noexcept {
    if (text_) wire::wipeBytes(text_.get(), size_ * sizeof(char16_t));
    text_.reset();
    size_ = 0;
  }

  Secret copy() const { return Secret(view()); }
  std::u16string_view view() const noexcept { return {text_.get(), size_}; }
  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }

 private:
  void swap(Secret& other) noexcept {
    text_.swap(other.text_);
    std::swap(size_, other.size_);
  }

  std::unique_ptr<char16_t[]> text_;
  std::size_t size_ = 0;
};

}  // namespace genkan::logon
