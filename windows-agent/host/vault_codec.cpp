#include "host/vault_codec.h"

namespace genkan::host {

namespace {

constexpr std::string_view magic = "GKV1";
constexpr std::size_t nonceBytes = 12;
constexpr std::size_t sealedBytes = paddedBytes + 16;
constexpr std::size_t headBytes = 7;

std::size_t u16At(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]) + static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + 1])) * 256;
}

void appendU16(std::string& out, std::size_t value) {
  out.push_back(static_cast<char>(static_cast<unsigned char>(value & 0xFF)));
  out.push_back(static_cast<char>(static_cast<unsigned char>(value >> 8)));
}

}  // namespace

std::string writeKept(const KeptPassword& kept) {
  std::string out(magic);
  out.push_back(kept.administrator ? '\1' : '\0');
  appendU16(out, kept.sealedKey.size());
  return out + kept.sealedKey + kept.nonce + kept.sealed;
}

std::optional<KeptPassword> readKept(std::string_view bytes) {
  if (bytes.size() < headBytes || bytes.substr(0, magic.size()) != magic || static_cast<unsigned char>(bytes[4]) > 1) return std::nullopt;
  const std::size_t keyBytes = u16At(bytes, 5);
  if (bytes.size() != headBytes + keyBytes + nonceBytes + sealedBytes) return std::nullopt;
  KeptPassword kept;
  kept.administrator = bytes[4] == '\1';
  kept.sealedKey = bytes.substr(headBytes, keyBytes);
  kept.nonce = bytes.substr(headBytes + keyBytes, nonceBytes);
  kept.sealed = bytes.substr(headBytes + keyBytes + nonceBytes);
  return kept;
}

std::optional<std::string> pad(std::string_view password) {
  if (password.size() > longestPassword) return std::nullopt;
  std::string padded;
  padded.reserve(paddedBytes);
  appendU16(padded, password.size());
  padded.append(password);
  padded.resize(paddedBytes, '\0');
  return padded;
}

std::optional<std::string> unpad(std::string_view padded) {
  if (padded.size() != paddedBytes) return std::nullopt;
  const std::size_t length = u16At(padded, 0);
  if (length > longestPassword) return std::nullopt;
  return std::string(padded.substr(2, length));
}

}  // namespace genkan::host
