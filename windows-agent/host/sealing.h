// Sealing by the machine, and authenticated encryption.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace genkan::host {

// Seals keys so that only this machine can open them. Today DPAPI; a key of the TPM (Platform Crypto Provider) would
// be a second implementation, see README.md.
class KeySealer {
 public:
  virtual std::optional<std::string> seal(std::string_view plain) = 0;
  virtual std::optional<std::string> unseal(std::string_view sealed) = 0;

 protected:
  ~KeySealer() = default;
};

// DPAPI with the machine's key and an entropy that tells the uses apart.
class DpapiSealer final : public KeySealer {
 public:
  explicit DpapiSealer(const char* entropy) : entropy_(entropy) {}
  std::optional<std::string> seal(std::string_view plain) override;
  std::optional<std::string> unseal(std::string_view sealed) override;

 private:
  std::string_view entropy_;
};

bool fillRandom(void* memory, std::size_t size);

// AES-256-GCM; `key` 32 bytes, `nonce` 12 bytes, the tag (16 bytes) follows the ciphertext.
std::optional<std::string> encrypt(std::string_view key, std::string_view nonce, std::string_view associated, std::string_view plain);
std::optional<std::string> decrypt(std::string_view key, std::string_view nonce, std::string_view associated, std::string_view sealed);

}  // namespace genkan::host
