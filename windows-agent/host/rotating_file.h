// A log file of at most 5 MB, with the four before it kept as name.1 … name.4.
#pragma once

#include <string>
#include <string_view>

#include "host/handle.h"

namespace genkan::host {

class RotatingFile final {
 public:
  explicit RotatingFile(std::wstring path) : path_(std::move(path)) {}
  // A disk that refuses loses the text, never the caller.
  void write(std::string_view text) noexcept;

 private:
  static constexpr long long maxBytes = 5 * 1000 * 1000;
  static constexpr int kept = 5;
  bool open() noexcept;
  void rotate() noexcept;

  std::wstring path_;
  Mutex mutex_;
  Handle file_;
  long long size_ = 0;
};

}  // namespace genkan::host
