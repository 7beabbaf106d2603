#include "credential-provider/credential_protection.h"

#include <windows.h>

#include <wincred.h>

#include <string>

#include "credential-provider/win_support.h"

namespace genkan::provider {
namespace {

template <typename Function>
Function find(const wchar_t* module, const char* name) {
  // From System32 only: a logon screen must not look for DLLs elsewhere.
  const HMODULE loaded = LoadLibraryExW(module, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  return loaded == nullptr ? nullptr : reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(loaded, name)));
}

using CredProtectFunction = BOOL(WINAPI*)(BOOL, LPWSTR, DWORD, LPWSTR, DWORD*, CRED_PROTECTION_TYPE*);
using CredUnprotectFunction = BOOL(WINAPI*)(BOOL, LPWSTR, DWORD, LPWSTR, DWORD*);
using CredIsProtectedFunction = BOOL(WINAPI*)(LPWSTR, CRED_PROTECTION_TYPE*);
using CredPackFunction = BOOL(WINAPI*)(DWORD, LPWSTR, LPWSTR, PBYTE, DWORD*);

// These functions take writable, NUL-terminated text.
struct Text final {
  explicit Text(std::u16string_view from) : units(from.begin(), from.end()) {}
  explicit Text(std::size_t size) : units(size, L'\0') {}
  ~Text() { wire::wipe(units); }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  std::wstring units;
};

CRED_PROTECTION_TYPE protectionOf(Text& text) {
  CRED_PROTECTION_TYPE type = CredUnprotected;
  const auto isProtected = find<CredIsProtectedFunction>(L"advapi32.dll", "CredIsProtectedW");
  if (isProtected == nullptr || !isProtected(text.units.data(), &type)) return CredUnprotected;
  return type;
}

}  // namespace

std::optional<logon::Secret> protect(std::u16string_view password) {
  const auto protectFunction = find<CredProtectFunction>(L"advapi32.dll", "CredProtectW");
  Text plain(password);
  if (protectFunction == nullptr || password.empty() || protectionOf(plain) != CredUnprotected) return logon::Secret(password);
  const DWORD length = static_cast<DWORD>(plain.units.size() + 1);
  DWORD size = 0;
  if (protectFunction(FALSE, plain.units.data(), length, nullptr, &size, nullptr) || GetLastError() != ERROR_INSUFFICIENT_BUFFER) return std::nullopt;
  Text hidden(size);
  if (!protectFunction(FALSE, plain.units.data(), length, hidden.units.data(), &size, nullptr)) return std::nullopt;
  return logon::Secret(sixteen(hidden.units.c_str()));
}

std::optional<logon::Secret> unprotect(std::u16string_view password) {
  Text hidden(password);
  if (password.empty() || protectionOf(hidden) == CredUnprotected) return logon::Secret(password);
  const auto unprotectFunction = find<CredUnprotectFunction>(L"advapi32.dll", "CredUnprotectW");
  if (unprotectFunction == nullptr) return std::nullopt;
  const DWORD length = static_cast<DWORD>(hidden.units.size() + 1);
  DWORD size = 0;
  if (unprotectFunction(FALSE, hidden.units.data(), length, nullptr, &size) || GetLastError() != ERROR_INSUFFICIENT_BUFFER || size == 0) return std::nullopt;
  Text plain(size);
  if (!unprotectFunction(FALSE, hidden.units.data(), length, plain.units.data(), &size)) return std::nullopt;
  return logon::Secret(sixteen(plain.units.c_str()));
}

std::optional<std::vector<unsigned char>> packConnectedAccount(std::u16string_view qualifiedName, std::u16string_view password) {
  constexpr DWORD protectedCredentials = 0x1;
  constexpr DWORD idProviderCredentials = 0x8;
  const auto pack = find<CredPackFunction>(L"credui.dll", "CredPackAuthenticationBufferW");
  if (pack == nullptr) return std::nullopt;
  Text name(qualifiedName);
  Text secret(password);
  DWORD size = 0;
  const DWORD flags = protectedCredentials | idProviderCredentials;
  if (pack(flags, name.units.data(), secret.units.data(), nullptr, &size) || GetLastError() != ERROR_INSUFFICIENT_BUFFER || size == 0) return std::nullopt;
  std::vector<unsigned char> blob(size);
  if (!pack(flags, name.units.data(), secret.units.data(), blob.data(), &size)) return std::nullopt;
  blob.resize(size);
  return blob;
}

}  // namespace genkan::provider
