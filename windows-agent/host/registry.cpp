#include "host/registry.h"

#include <utility>

#include "host/security.h"

namespace genkan::host {

RegistryKey RegistryKey::open(const std::wstring& path, REGSAM access) {
  RegistryKey key;
  if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, path.c_str(), 0, access | KEY_WOW64_64KEY, &key.key_) != ERROR_SUCCESS) key.key_ = nullptr;
  return key;
}

RegistryKey RegistryKey::create(const std::wstring& path, const wchar_t* sddl, bool isVolatile) {
  RegistryKey key;
  const SecurityFromText security(sddl);
  const DWORD options = isVolatile ? REG_OPTION_VOLATILE : REG_OPTION_NON_VOLATILE;
  if (RegCreateKeyExW(HKEY_LOCAL_MACHINE, path.c_str(), 0, nullptr, options, KEY_READ | KEY_WRITE | KEY_WOW64_64KEY, security.attributes(),
                      &key.key_, nullptr) != ERROR_SUCCESS) {
    key.key_ = nullptr;
  }
  return key;
}

RegistryKey::~RegistryKey() {
  if (key_ != nullptr) RegCloseKey(key_);
}

RegistryKey::RegistryKey(RegistryKey&& other) noexcept : key_(std::exchange(other.key_, nullptr)) {}

RegistryKey& RegistryKey::operator=(RegistryKey&& other) noexcept {
  std::swap(key_, other.key_);
  return *this;
}

std::optional<DWORD> RegistryKey::dword(const wchar_t* name) const {
  DWORD value = 0;
  DWORD size = sizeof value;
  if (key_ == nullptr || RegGetValueW(key_, nullptr, name, RRF_RT_REG_DWORD, nullptr, &value, &size) != ERROR_SUCCESS) return std::nullopt;
  return value;
}

std::optional<unsigned long long> RegistryKey::qword(const wchar_t* name) const {
  unsigned long long value = 0;
  DWORD size = sizeof value;
  if (key_ == nullptr || RegGetValueW(key_, nullptr, name, RRF_RT_REG_QWORD, nullptr, &value, &size) != ERROR_SUCCESS) return std::nullopt;
  return value;
}

std::optional<std::wstring> RegistryKey::text(const wchar_t* name) const {
  DWORD size = 0;
  constexpr DWORD types = RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND;
  if (key_ == nullptr || RegGetValueW(key_, nullptr, name, types, nullptr, nullptr, &size) != ERROR_SUCCESS) return std::nullopt;
  std::wstring value(size / sizeof(wchar_t) + 1, L'\0');
  size = static_cast<DWORD>(value.size() * sizeof(wchar_t));
  if (RegGetValueW(key_, nullptr, name, types, nullptr, value.data(), &size) != ERROR_SUCCESS) return std::nullopt;
  value.resize(wcslen(value.c_str()));
  return value;
}

bool RegistryKey::setDword(const wchar_t* name, DWORD value) {
  return key_ != nullptr && RegSetValueExW(key_, name, 0, REG_DWORD, reinterpret_cast<const BYTE*>(&value), sizeof value) == ERROR_SUCCESS;
}

bool RegistryKey::setQword(const wchar_t* name, unsigned long long value) {
  return key_ != nullptr && RegSetValueExW(key_, name, 0, REG_QWORD, reinterpret_cast<const BYTE*>(&value), sizeof value) == ERROR_SUCCESS;
}

bool RegistryKey::setText(const wchar_t* name, const std::wstring& value, DWORD type) {
  const auto size = static_cast<DWORD>((value.size() + 1) * sizeof(wchar_t));
  return key_ != nullptr && RegSetValueExW(key_, name, 0, type, reinterpret_cast<const BYTE*>(value.c_str()), size) == ERROR_SUCCESS;
}

bool RegistryKey::remove(const wchar_t* name) {
  if (key_ == nullptr) return false;
  const LSTATUS status = RegDeleteValueW(key_, name);
  return status == ERROR_SUCCESS || status == ERROR_FILE_NOT_FOUND;
}

std::vector<std::wstring> RegistryKey::subkeys() const {
  std::vector<std::wstring> names;
  wchar_t name[256];
  for (DWORD index = 0; key_ != nullptr; ++index) {
    DWORD length = 256;
    if (RegEnumKeyExW(key_, index, name, &length, nullptr, nullptr, nullptr, nullptr) != ERROR_SUCCESS) break;
    names.emplace_back(name, length);
  }
  return names;
}

bool removeRegistryTree(const std::wstring& path) {
  const LSTATUS status = RegDeleteTreeW(HKEY_LOCAL_MACHINE, path.c_str());
  if (status != ERROR_SUCCESS && status != ERROR_FILE_NOT_FOUND) return false;
  // RegDeleteTree of a path leaves the key itself on some systems.
  const LSTATUS last = RegDeleteKeyExW(HKEY_LOCAL_MACHINE, path.c_str(), KEY_WOW64_64KEY, 0);
  return last == ERROR_SUCCESS || last == ERROR_FILE_NOT_FOUND;
}

}  // namespace genkan::host
