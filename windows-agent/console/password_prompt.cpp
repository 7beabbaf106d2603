#include "console/password_prompt.h"

#include <windows.h>

#include <security.h>
#include <wincred.h>

#include <vector>

#include "wire/wipe.h"

// Not in mingw-w64 10: the documented value of wincred.h.
#ifndef CRED_PACK_PROTECTED_CREDENTIALS
#define CRED_PACK_PROTECTED_CREDENTIALS 0x1
#endif

namespace genkan::console {

std::wstring currentAccount() {
  wchar_t name[512];
  ULONG length = ARRAYSIZE(name);
  if (GetUserNameExW(NameSamCompatible, name, &length)) return std::wstring(name, length);
  return std::wstring();
}

#ifdef GENKAN_TEST_CONTROLS

Prompt askPassword(const std::wstring&, const std::wstring&, const std::wstring&, bool) {
  std::string text;
  wire::WipeAtEnd wiped(text);
  text.reserve(512);
  char one = 0;
  DWORD read = 0;
  while (text.size() < 511 && ReadFile(GetStdHandle(STD_INPUT_HANDLE), &one, 1, &read, nullptr) && read == 1 && one != '\n') {
    if (one != '\r') text.push_back(one);
  }
  if (text.empty()) return {Prompted::Cancelled, {}};
  std::wstring wide(text.size(), L'\0');
  wide.resize(static_cast<size_t>(MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), wide.data(), static_cast<int>(wide.size()))));
  return {Prompted::Given, std::move(wide)};
}

#else

namespace {

// Memory of the credential dialog: zeroed before it goes back.
struct Blob final {
  void* bytes = nullptr;
  ULONG size = 0;
  ~Blob() {
    if (bytes == nullptr) return;
    SecureZeroMemory(bytes, size);
    CoTaskMemFree(bytes);
  }
};

// The account is given, so that nobody types another one's password by mistake.
std::vector<BYTE> packedAccount(const std::wstring& account) {
  std::wstring user = account;
  wchar_t none[] = L"";
  DWORD size = 0;
  CredPackAuthenticationBufferW(0, user.data(), none, nullptr, &size);
  std::vector<BYTE> packed(size);
  if (size == 0 || !CredPackAuthenticationBufferW(0, user.data(), none, packed.data(), &size)) packed.clear();
  return packed;
}

}  // namespace

Prompt askPassword(const std::wstring& account, const std::wstring& caption, const std::wstring& message, bool afterWrong) {
  CREDUI_INFOW info{};
  info.cbSize = sizeof(info);
  info.pszCaptionText = caption.c_str();
  info.pszMessageText = message.c_str();
  const std::vector<BYTE> input = packedAccount(account);
  ULONG package = 0;
  Blob blob;
  const DWORD result = CredUIPromptForWindowsCredentialsW(&info, afterWrong ? ERROR_LOGON_FAILURE : 0, &package, input.empty() ? nullptr : input.data(),
                                                          static_cast<ULONG>(input.size()), &blob.bytes, &blob.size, nullptr, CREDUIWIN_GENERIC);
  if (result == ERROR_CANCELLED) return {Prompted::Cancelled, {}};
  if (result != ERROR_SUCCESS) return {Prompted::Failed, {}};

  wchar_t user[CREDUI_MAX_USERNAME_LENGTH + 1], domain[CREDUI_MAX_DOMAIN_TARGET_LENGTH + 1], password[CREDUI_MAX_PASSWORD_LENGTH + 1];
  DWORD userLength = ARRAYSIZE(user), domainLength = ARRAYSIZE(domain), passwordLength = ARRAYSIZE(password);
  const BOOL opened = CredUnPackAuthenticationBufferW(CRED_PACK_PROTECTED_CREDENTIALS, blob.bytes, blob.size, user, &userLength, domain, &domainLength, password, &passwordLength);
  Prompt prompt{opened ? Prompted::Given : Prompted::Failed, opened ? std::wstring(password) : std::wstring()};
  SecureZeroMemory(password, sizeof(password));
  return prompt;
}

#endif

}  // namespace genkan::console
