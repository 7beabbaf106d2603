// One secret that a person typed, with its age.
#pragma once

#include <cstdint>
#include <string_view>

#include "credential-provider/secret.h"

namespace genkan::logon {

using Milliseconds = std::uint64_t;

// Nobody types at a tile for longer; what lies there unused is forgotten.
inline constexpr Milliseconds secretLifetime = 60'000;

class TypedInput final {
 public:
  void type(std::u16string_view text, Milliseconds now) {
    secret_.assign(text);
    typedAt_ = now;
  }
  void hold(Secret secret, Milliseconds now) {
    secret_ = std::move(secret);
    typedAt_ = now;
  }
  void clear() noexcept { secret_.clear(); }
  // True when something was forgotten.
  bool forgetStale(Milliseconds now) noexcept {
    if (secret_.empty() || now - typedAt_ <= secretLifetime) return false;
    secret_.clear();
    return true;
  }
  bool empty() const noexcept { return secret_.empty(); }
  std::u16string_view view() const noexcept { return secret_.view(); }
  Secret take() noexcept { return std::move(secret_); }

 private:
  Secret secret_;
  Milliseconds typedAt_ = 0;
};

}  // namespace genkan::logon
