#include "host/sealing.h"

#include <windows.h>
#include <bcrypt.h>
#include <dpapi.h>

#include "wire/wipe.h"

namespace genkan::host {

namespace {

constexpr std::size_t tagBytes = 16;

DATA_BLOB blobOf(std::string_view bytes) {
  return {static_cast<DWORD>(bytes.size()), reinterpret_cast<BYTE*>(const_cast<char*>(bytes.data()))};
}

std::string takeBlob(DATA_BLOB& blob) {
  std::string bytes(reinterpret_cast<char*>(blob.pbData), blob.cbData);
  wire::wipeBytes(blob.pbData, blob.cbData);
  LocalFree(blob.pbData);
  return bytes;
}

UCHAR* bytesOf(std::string_view text) { return reinterpret_cast<UCHAR*>(const_cast<char*>(text.data())); }

class GcmKey final {
 public:
  explicit GcmKey(std::string_view key) {
    constexpr ULONG modeBytes = sizeof BCRYPT_CHAIN_MODE_GCM;
    if (BCryptOpenAlgorithmProvider(&algorithm_, BCRYPT_AES_ALGORITHM, nullptr, 0) != 0) algorithm_ = nullptr;
    if (algorithm_ == nullptr ||
        BCryptSetProperty(algorithm_, BCRYPT_CHAINING_MODE, reinterpret_cast<UCHAR*>(const_cast<wchar_t*>(BCRYPT_CHAIN_MODE_GCM)), modeBytes, 0) != 0 ||
        BCryptGenerateSymmetricKey(algorithm_, &key_, nullptr, 0, bytesOf(key), static_cast<ULONG>(key.size()), 0) != 0) {
      key_ = nullptr;
    }
  }
  ~GcmKey() {
    if (key_ != nullptr) BCryptDestroyKey(key_);
    if (algorithm_ != nullptr) BCryptCloseAlgorithmProvider(algorithm_, 0);
  }
  GcmKey(const GcmKey&) = delete;
  GcmKey& operator=(const GcmKey&) = delete;
  BCRYPT_KEY_HANDLE get() const noexcept { return key_; }

 private:
  BCRYPT_ALG_HANDLE algorithm_ = nullptr;
  BCRYPT_KEY_HANDLE key_ = nullptr;
};

BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO modeInfo(std::string_view nonce, std::string_view associated, UCHAR* tag) {
  BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info;
  BCRYPT_INIT_AUTH_MODE_INFO(info);
  info.pbNonce = bytesOf(nonce);
  info.cbNonce = static_cast<ULONG>(nonce.size());
  info.pbAuthData = bytesOf(associated);
  info.cbAuthData = static_cast<ULONG>(associated.size());
  info.pbTag = tag;
  info.cbTag = tagBytes;
  return info;
}

}  // namespace

std::optional<std::string> DpapiSealer::seal(std::string_view plain) {
  DATA_BLOB in = blobOf(plain);
  DATA_BLOB entropy = blobOf(entropy_);
  DATA_BLOB out{};
  if (!CryptProtectData(&in, L"Genkan", &entropy, nullptr, nullptr, CRYPTPROTECT_LOCAL_MACHINE | CRYPTPROTECT_UI_FORBIDDEN, &out)) return std::nullopt;
  return takeBlob(out);
}

std::optional<std::string> DpapiSealer::unseal(std::string_view sealed) {
  DATA_BLOB in = blobOf(sealed);
  DATA_BLOB entropy = blobOf(entropy_);
  DATA_BLOB out{};
  if (!CryptUnprotectData(&in, nullptr, &entropy, nullptr, nullptr, CRYPTPROTECT_UI_FORBIDDEN, &out)) return std::nullopt;
  return takeBlob(out);
}

bool fillRandom(void* memory, std::size_t size) {
  return BCryptGenRandom(nullptr, static_cast<UCHAR*>(memory), static_cast<ULONG>(size), BCRYPT_USE_SYSTEM_PREFERRED_RNG) == 0;
}

std::optional<std::string> encrypt(std::string_view key, std::string_view nonce, std::string_view associated, std::string_view plain) {
  const GcmKey gcm(key);
  std::string out(plain.size() + tagBytes, '\0');
  auto info = modeInfo(nonce, associated, bytesOf(out) + plain.size());
  ULONG written = 0;
  const auto size = static_cast<ULONG>(plain.size());
  if (gcm.get() == nullptr || BCryptEncrypt(gcm.get(), bytesOf(plain), size, &info, nullptr, 0, bytesOf(out), size, &written, 0) != 0 || written != size) {
    return std::nullopt;
  }
  return out;
}

std::optional<std::string> decrypt(std::string_view key, std::string_view nonce, std::string_view associated, std::string_view sealed) {
  if (sealed.size() < tagBytes) return std::nullopt;
  const GcmKey gcm(key);
  const auto size = static_cast<ULONG>(sealed.size() - tagBytes);
  std::string out(size, '\0');
  auto info = modeInfo(nonce, associated, bytesOf(sealed) + size);
  ULONG written = 0;
  if (gcm.get() == nullptr || BCryptDecrypt(gcm.get(), bytesOf(sealed), size, &info, nullptr, 0, bytesOf(out), size, &written, 0) != 0 || written != size) {
    wire::wipe(out);
    return std::nullopt;
  }
  return out;
}

}  // namespace genkan::host
