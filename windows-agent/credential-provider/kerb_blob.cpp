#include "credential-provider/kerb_blob.h"

namespace genkan::logon {
namespace {

constexpr std::size_t maximumTextBytes = 65534;

// Appends UNICODE_STRINGs to a zeroed blob: headers from `header` on, texts from `text` on.
class Packer final {
 public:
  Packer(Blob& blob, std::size_t header, std::size_t text) : blob_(blob), header_(header), text_(text) {}

  void add(std::u16string_view value) {
    const std::size_t bytes = value.size() * 2;
    put(header_, bytes, 2);
    put(header_ + 2, bytes, 2);
    put(header_ + 8, text_, 8);
    for (const char16_t unit : value) {
      put(text_, unit, 2);
      text_ += 2;
    }
    header_ += 16;
  }

  void put(std::size_t at, std::uint64_t value, std::size_t bytes) {
    for (std::size_t byte = 0; byte < bytes; ++byte) blob_.data()[at + byte] = static_cast<unsigned char>(value >> (8 * byte));
  }

 private:
  Blob& blob_;
  std::size_t header_;
  std::size_t text_;
};

template <typename... Texts>
std::optional<Blob> pack(std::uint32_t messageType, std::size_t structure, Texts... texts) {
  if (((texts.size() * 2 > maximumTextBytes) || ...)) return std::nullopt;
  Blob blob(structure + (texts.size() + ...) * 2);
  Packer packer(blob, 8, structure);
  packer.put(0, messageType, 4);
  (packer.add(texts), ...);
  return blob;
}

std::uint64_t number(const unsigned char* bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t byte = 0; byte < count; ++byte) value |= static_cast<std::uint64_t>(bytes[byte]) << (8 * byte);
  return value;
}

// One UNICODE_STRING whose pointer is an offset into the same bytes, behind the structure.
bool readText(const unsigned char* bytes, std::size_t size, std::size_t header, std::size_t pointerBytes, std::size_t structure, std::u16string& out) {
  const std::size_t length = number(bytes + header, 2);
  const std::size_t pointerAt = header + (pointerBytes == 8 ? 8 : 4);
  const std::uint64_t offset = number(bytes + pointerAt, pointerBytes);
  out.clear();
  if (length == 0) return true;
  if (length % 2 != 0 || number(bytes + header + 2, 2) < length) return false;
  if (offset < structure || offset > size || length > size - offset) return false;
  out.reserve(length / 2);
  for (std::size_t at = 0; at < length; at += 2) out.push_back(static_cast<char16_t>(number(bytes + offset + at, 2)));
  // Some callers count the NUL; one within the text would cut the name that Windows sees.
  while (!out.empty() && out.back() == u'\0') out.pop_back();
  return out.find(u'\0') == std::u16string::npos;
}

std::optional<KerbLogon> unpack(const unsigned char* bytes, std::size_t size, std::size_t interactive, std::size_t unlock, std::size_t pointerBytes) {
  if (size < interactive) return std::nullopt;
  KerbLogon logon;
  logon.messageType = static_cast<std::uint32_t>(number(bytes, 4));
  if (logon.messageType != kerbInteractiveLogon && logon.messageType != kerbWorkstationUnlockLogon) return std::nullopt;
  // KERB_INTERACTIVE_LOGON is the beginning of KERB_INTERACTIVE_UNLOCK_LOGON, without the logon id.
  const std::size_t structure = logon.messageType == kerbInteractiveLogon ? interactive : unlock;
  if (size < structure) return std::nullopt;
  const std::size_t first = pointerBytes == 8 ? 8 : 4;
  const std::size_t step = pointerBytes == 8 ? 16 : 8;
  std::u16string password;
  const wire::WipeAtEnd<char16_t> wipePassword(password);
  if (!readText(bytes, size, first, pointerBytes, structure, logon.domain)) return std::nullopt;
  if (!readText(bytes, size, first + step, pointerBytes, structure, logon.user)) return std::nullopt;
  if (!readText(bytes, size, first + 2 * step, pointerBytes, structure, password)) return std::nullopt;
  if (logon.user.empty()) return std::nullopt;
  logon.password.assign(password);
  return logon;
}

}  // namespace

std::optional<Blob> packLogon(std::uint32_t messageType, std::u16string_view domain, std::u16string_view user, std::u16string_view password) {
  return pack(messageType, kerbLogonSize, domain, user, password);
}

std::optional<Blob> packPasswordChange(std::u16string_view domain, std::u16string_view user, std::u16string_view oldPassword,
                                       std::u16string_view newPassword) {
  return pack(kerbChangePasswordMessage, kerbChangeSize, domain, user, oldPassword, newPassword);
}

std::optional<KerbLogon> unpackLogon(const unsigned char* bytes, std::size_t size) {
  if (bytes == nullptr || size > kerbMaximumBytes) return std::nullopt;
  if (std::optional<KerbLogon> logon = unpack(bytes, size, kerbInteractiveSize, kerbLogonSize, 8)) return logon;
  return unpack(bytes, size, kerbInteractiveSizeOf32Bit, kerbLogonSizeOf32Bit, 4);
}

SplitName splitQualifiedName(std::u16string_view name) {
  const std::size_t slash = name.find(u'\\');
  if (slash == std::u16string_view::npos) return {{}, std::u16string(name)};
  return {std::u16string(name.substr(0, slash)), std::u16string(name.substr(slash + 1))};
}

}  // namespace genkan::logon
