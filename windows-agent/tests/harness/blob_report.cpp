// Describes what the provider packed, read here with Windows' own structures and not with the provider's code.
#include <windows.h>

#include <ntsecapi.h>

#include "tests/harness/script.h"
#include "wire/hex.h"

namespace genkan::harness {
namespace {

bool textAt(const std::vector<BYTE>& bytes, std::size_t structure, const UNICODE_STRING& text, std::wstring& out) {
  const auto offset = reinterpret_cast<ULONG_PTR>(text.Buffer);
  if (text.Length % 2 != 0 || text.MaximumLength < text.Length) return false;
  if (offset < structure || offset + text.Length > bytes.size()) return false;
  out.assign(reinterpret_cast<const wchar_t*>(bytes.data() + offset), text.Length / 2);
  return out.find(L'\0') == std::wstring::npos;
}

void put(Result& result, const char* name, const std::wstring& text) { result.set(name, wire::JsonValue(toUtf8(text))); }

void describeLogon(const std::vector<BYTE>& bytes, Result& result) {
  KERB_INTERACTIVE_UNLOCK_LOGON logon;
  memcpy(&logon, bytes.data(), sizeof logon);
  std::wstring domain, user, password;
  const bool good = textAt(bytes, sizeof logon, logon.Logon.LogonDomainName, domain) && textAt(bytes, sizeof logon, logon.Logon.UserName, user) &&
                    textAt(bytes, sizeof logon, logon.Logon.Password, password);
  const std::size_t texts = (domain.size() + user.size() + password.size()) * 2;
  result.set("wellFormed", wire::JsonValue(good && bytes.size() == sizeof logon + texts && logon.LogonId.LowPart == 0 && logon.LogonId.HighPart == 0));
  put(result, "domain", domain);
  put(result, "user", user);
  // Tests use passwords of their own making; real ones never come to the harness.
  put(result, "password", password);
}

void describeChange(const std::vector<BYTE>& bytes, Result& result) {
  KERB_CHANGEPASSWORD_REQUEST change;
  memcpy(&change, bytes.data(), sizeof change);
  std::wstring domain, user, oldPassword, newPassword;
  const bool good = textAt(bytes, sizeof change, change.DomainName, domain) && textAt(bytes, sizeof change, change.AccountName, user) &&
                    textAt(bytes, sizeof change, change.OldPassword, oldPassword) && textAt(bytes, sizeof change, change.NewPassword, newPassword);
  result.set("wellFormed", wire::JsonValue(good && !change.Impersonating));
  put(result, "domain", domain);
  put(result, "user", user);
  put(result, "oldPassword", oldPassword);
  put(result, "newPassword", newPassword);
}

}  // namespace

void describeBlob(const Blob& blob, Result& result) {
  result.set("bytes", wire::JsonValue(static_cast<std::int64_t>(blob.bytes.size())));
  result.set("package", wire::JsonValue(static_cast<std::int64_t>(blob.package)));
  result.set("ours", wire::JsonValue(blob.classId == providerClass));
  if (blob.bytes.size() < sizeof(KERB_INTERACTIVE_UNLOCK_LOGON)) return;
  ULONG messageType = 0;
  memcpy(&messageType, blob.bytes.data(), sizeof messageType);
  result.set("messageType", wire::JsonValue(static_cast<std::int64_t>(messageType)));
  // Unlock and change have the number 7 both; only a change has its first text behind 80 bytes.
  ULONG_PTR firstText = 0;
  memcpy(&firstText, blob.bytes.data() + 16, sizeof firstText);
  const bool isChange = messageType == KerbChangePasswordMessage && firstText == sizeof(KERB_CHANGEPASSWORD_REQUEST);
  result.set("structure", isChange ? "KERB_CHANGEPASSWORD_REQUEST" : "KERB_INTERACTIVE_UNLOCK_LOGON");
  if (isChange) {
    describeChange(blob.bytes, result);
  } else {
    describeLogon(blob.bytes, result);
  }
}

std::vector<BYTE> packRemote(const std::wstring& qualifiedName, const std::wstring& password) {
  const std::size_t slash = qualifiedName.find(L'\\');
  const std::wstring texts[] = {slash == std::wstring::npos ? L"" : qualifiedName.substr(0, slash),
                                slash == std::wstring::npos ? qualifiedName : qualifiedName.substr(slash + 1), password};
  KERB_INTERACTIVE_UNLOCK_LOGON logon{};
  logon.Logon.MessageType = KerbInteractiveLogon;
  UNICODE_STRING* strings[] = {&logon.Logon.LogonDomainName, &logon.Logon.UserName, &logon.Logon.Password};
  ULONG_PTR at = sizeof logon;
  for (int index = 0; index < 3; ++index) {
    strings[index]->Length = strings[index]->MaximumLength = static_cast<USHORT>(texts[index].size() * 2);
    strings[index]->Buffer = reinterpret_cast<PWSTR>(at);
    at += strings[index]->Length;
  }
  std::vector<BYTE> bytes(at);
  memcpy(bytes.data(), &logon, sizeof logon);
  at = sizeof logon;
  for (const std::wstring& text : texts) {
    memcpy(bytes.data() + at, text.data(), text.size() * 2);
    at += text.size() * 2;
  }
  return bytes;
}

void describePicture(HBITMAP picture, unsigned modules, Result& result) {
  BITMAP bitmap{};
  if (picture == nullptr || GetObjectW(picture, sizeof bitmap, &bitmap) == 0 || modules == 0) {
    result.set("error", "no picture");
    return;
  }
  result.set("side", wire::JsonValue(static_cast<std::int64_t>(bitmap.bmWidth)));
  BITMAPINFO info{};
  info.bmiHeader.biSize = sizeof info.bmiHeader;
  info.bmiHeader.biWidth = bitmap.bmWidth;
  info.bmiHeader.biHeight = -bitmap.bmHeight;
  info.bmiHeader.biPlanes = 1;
  info.bmiHeader.biBitCount = 32;
  std::vector<DWORD> pixels(static_cast<std::size_t>(bitmap.bmWidth) * bitmap.bmHeight);
  const HDC screen = CreateCompatibleDC(nullptr);
  GetDIBits(screen, picture, 0, static_cast<UINT>(bitmap.bmHeight), pixels.data(), &info, DIB_RGB_COLORS);
  DeleteDC(screen);
  const unsigned scale = static_cast<unsigned>(bitmap.bmWidth) / modules;
  // As the agent writes them: first module in the highest bit, padded to whole digits.
  std::string rows;
  for (unsigned y = 0; y < modules; ++y) {
    if (y > 0) rows += '/';
    for (unsigned x = 0; x < modules; x += 4) {
      unsigned digit = 0;
      for (unsigned bit = 0; bit < 4; ++bit) {
        const std::size_t at = static_cast<std::size_t>(y * scale + scale / 2) * bitmap.bmWidth + (x + bit) * scale + scale / 2;
        const bool dark = x + bit < modules && (pixels[at] & 0xFFFFFF) == 0;
        digit = digit * 2 + (dark ? 1 : 0);
      }
      rows += "0123456789abcdef"[digit];
    }
  }
  result.set("rows", wire::JsonValue(rows));
}

}  // namespace genkan::harness
