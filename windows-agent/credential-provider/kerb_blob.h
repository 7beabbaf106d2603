// The bytes that LSA takes: KERB_INTERACTIVE_UNLOCK_LOGON and KERB_CHANGEPASSWORD_REQUEST in packed form
// (strings behind the structure, pointers as offsets from its start), as 64-bit Windows lays them out.
// Written and read byte by byte: no windows.h, no pointers out of what somebody sent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "credential-provider/secret.h"

namespace genkan::logon {

// KERB_LOGON_SUBMIT_TYPE and KERB_PROTOCOL_MESSAGE_TYPE.
inline constexpr std::uint32_t kerbInteractiveLogon = 2;
inline constexpr std::uint32_t kerbWorkstationUnlockLogon = 7;
inline constexpr std::uint32_t kerbChangePasswordMessage = 7;

inline constexpr std::size_t kerbLogonSize = 64;
inline constexpr std::size_t kerbLogonSizeOf32Bit = 36;
inline constexpr std::size_t kerbInteractiveSize = 56;
inline constexpr std::size_t kerbInteractiveSizeOf32Bit = 28;
inline constexpr std::size_t kerbChangeSize = 80;

// Far more than any of Windows' own; a length above it is nonsense or an attack.
inline constexpr std::size_t kerbMaximumBytes = 65536;

// Zeroes itself.
class Blob final {
 public:
  Blob() = default;
  explicit Blob(std::size_t size) : bytes_(size) {}
  ~Blob() { wipe(); }
  Blob(Blob&& other) noexcept : bytes_(std::move(other.bytes_)) {}
  Blob& operator=(Blob&& other) noexcept {
    if (this != &other) {
      wipe();
      bytes_ = std::move(other.bytes_);
    }
    return *this;
  }
  Blob(const Blob&) = delete;
  Blob& operator=(const Blob&) = delete;
  unsigned char* data() noexcept { return bytes_.data(); }
  const unsigned char* data() const noexcept { return bytes_.data(); }
  std::size_t size() const noexcept { return bytes_.size(); }

 private:
  void wipe() noexcept { wire::wipeBytes(bytes_.data(), bytes_.size()); }
  std::vector<unsigned char> bytes_;
};

struct KerbLogon {
  std::uint32_t messageType = kerbInteractiveLogon;
  std::u16string domain;
  std::u16string user;
  Secret password;  // as it came: it may be protected by CredProtect
};

// Nullopt when a text is too long for a UNICODE_STRING (65,534 bytes).
std::optional<Blob> packLogon(std::uint32_t messageType, std::u16string_view domain, std::u16string_view user, std::u16string_view password);
std::optional<Blob> packPasswordChange(std::u16string_view domain, std::u16string_view user, std::u16string_view oldPassword,
                                       std::u16string_view newPassword);

// Reads a packed logon of 64-bit or (from a 32-bit caller) 32-bit form. Total: every length and offset is checked.
std::optional<KerbLogon> unpackLogon(const unsigned char* bytes, std::size_t size);

// Stands for bytes that are none of ours to read: the tile then asks for everything.
inline constexpr unsigned char unreadableLogon[4] = {};
// What is taken over from a remote connection. Never nothing: Windows would go on with its own provider.
inline std::pair<const unsigned char*, std::size_t> handedOver(const unsigned char* bytes, std::size_t size) {
  if (bytes == nullptr || size == 0 || size > kerbMaximumBytes) return {unreadableLogon, sizeof unreadableLogon};
  return {bytes, size};
}

struct SplitName {
  std::u16string domain;
  std::u16string user;
};
// "DOMAIN\user" is split; a bare name or user@domain is a user without domain.
SplitName splitQualifiedName(std::u16string_view name);

}  // namespace genkan::logon
