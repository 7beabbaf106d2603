// A kept password on disk: "GKV1" | flags u8 | length u16 LE and sealed key | nonce 12 | ciphertext 512 | tag 16, or "GKS1" for one that is stale.
// The plain text is padded to one size, so that the file does not tell how long the password is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace genkan::host {

inline constexpr std::size_t paddedBytes = 512;
inline constexpr std::size_t longestPassword = paddedBytes - 2;
inline constexpr std::string_view staleMark = "GKS1";

struct KeptPassword {
  bool administrator = false;
  std::string sealedKey;
  std::string nonce;
  std::string sealed;  // ciphertext and tag
};

std::string writeKept(const KeptPassword& kept);
std::optional<KeptPassword> readKept(std::string_view bytes);

// Nullopt when the password is too long. The result is a secret.
std::optional<std::string> pad(std::string_view password);
std::optional<std::string> unpad(std::string_view padded);

}  // namespace genkan::host
