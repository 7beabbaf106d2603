// What the agent answered about one account.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "credential-provider/tile_texts.h"

namespace genkan::logon {

enum class Alternative : unsigned char { password, otp, passwordOtp, otpPassword, breakGlass };

// Why there is no alternative.
enum class MethodsNote : unsigned char { none, otpNotRegistered, policyMissing, refused };

// Whether the host keeps the Windows password of this account for a logon by code alone.
enum class Vault : unsigned char { none, kept, stale };

struct Methods {
  std::vector<Alternative> alternatives;
  bool linked = false;
  Language language = Language::japanese;
  MethodsNote note = MethodsNote::none;
  Vault vault = Vault::none;

  bool operator==(const Methods& other) const {
    return alternatives == other.alternatives && linked == other.linked && language == other.language && note == other.note && vault == other.vault;
  }
};

// The words of the messages `methods` and `check`.
std::string_view wordOf(Alternative alternative);
// Alternatives separated by one space; nullopt for any other text.
std::optional<std::vector<Alternative>> parseAlternatives(std::string_view words);

constexpr bool asksCode(Alternative alternative) { return alternative != Alternative::password; }
constexpr bool asksPassword(Alternative alternative) { return alternative != Alternative::otp; }

}  // namespace genkan::logon
