#include "credential-provider/win_support.h"

#include <set>

#include "credential-provider/identity.h"

namespace genkan::provider {

RegistryKey RegistryKey::open(const std::wstring& path, REGSAM access) {
  HKEY key = nullptr;
  if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, path.c_str(), 0, access | KEY_WOW64_64KEY, &key) != ERROR_SUCCESS) key = nullptr;
  return RegistryKey(key);
}

RegistryKey RegistryKey::create(const std::wstring& path, bool isVolatile) {
  HKEY key = nullptr;
  const DWORD options = isVolatile ? REG_OPTION_VOLATILE : REG_OPTION_NON_VOLATILE;
  const REGSAM access = KEY_READ | KEY_WRITE | KEY_WOW64_64KEY;
  if (RegCreateKeyExW(HKEY_LOCAL_MACHINE, path.c_str(), 0, nullptr, options, access, nullptr, &key, nullptr) != ERROR_SUCCESS) key = nullptr;
  return RegistryKey(key);
}

RegistryKey::~RegistryKey() {
  if (key_ != nullptr) RegCloseKey(key_);
}

DWORD RegistryKey::dword(const wchar_t* name) const {
  DWORD value = 0;
  DWORD size = sizeof value;
  DWORD type = 0;
  if (key_ == nullptr || RegQueryValueExW(key_, name, nullptr, &type, reinterpret_cast<BYTE*>(&value), &size) != ERROR_SUCCESS) return 0;
  return type == REG_DWORD && size == sizeof value ? value : 0;
}

unsigned long long RegistryKey::quad(const wchar_t* name) const {
  unsigned long long value = 0;
  DWORD size = sizeof value;
  DWORD type = 0;
  if (key_ == nullptr || RegQueryValueExW(key_, name, nullptr, &type, reinterpret_cast<BYTE*>(&value), &size) != ERROR_SUCCESS) return 0;
  return type == REG_QWORD && size == sizeof value ? value : 0;
}

std::wstring RegistryKey::text(const wchar_t* name) const {
  DWORD size = 0;
  DWORD type = 0;
  if (key_ == nullptr || RegQueryValueExW(key_, name, nullptr, &type, nullptr, &size) != ERROR_SUCCESS) return {};
  if ((type != REG_SZ && type != REG_EXPAND_SZ && type != REG_MULTI_SZ) || size > 65536) return {};
  std::wstring value(size / sizeof(wchar_t), L'\0');
  if (RegQueryValueExW(key_, name, nullptr, &type, reinterpret_cast<BYTE*>(value.data()), &size) != ERROR_SUCCESS) return {};
  value.resize(size / sizeof(wchar_t));
  while (!value.empty() && value.back() == L'\0') value.pop_back();
  return value;
}

bool RegistryKey::setDword(const wchar_t* name, DWORD value) {
  return key_ != nullptr && RegSetValueExW(key_, name, 0, REG_DWORD, reinterpret_cast<const BYTE*>(&value), sizeof value) == ERROR_SUCCESS;
}

bool RegistryKey::setQuad(const wchar_t* name, unsigned long long value) {
  return key_ != nullptr && RegSetValueExW(key_, name, 0, REG_QWORD, reinterpret_cast<const BYTE*>(&value), sizeof value) == ERROR_SUCCESS;
}

bool RegistryKey::setText(const wchar_t* name, const std::wstring& value) {
  const DWORD size = static_cast<DWORD>((value.size() + 1) * sizeof(wchar_t));
  return key_ != nullptr && RegSetValueExW(key_, name, 0, REG_SZ, reinterpret_cast<const BYTE*>(value.c_str()), size) == ERROR_SUCCESS;
}

std::optional<std::wstring> RegistryKey::subkey(DWORD index) const {
  wchar_t name[256];
  DWORD size = 256;
  if (key_ == nullptr || RegEnumKeyExW(key_, index, name, &size, nullptr, nullptr, nullptr, nullptr) != ERROR_SUCCESS) return std::nullopt;
  return std::wstring(name, size);
}

bool RegistryKey::removeSubkey(const wchar_t* name) { return key_ != nullptr && RegDeleteKeyExW(key_, name, KEY_WOW64_64KEY, 0) == ERROR_SUCCESS; }

HMODULE ownModule() noexcept {
  HMODULE module = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                     reinterpret_cast<const wchar_t*>(&ownModule), &module);
  return module;
}

std::wstring ownPath() {
  std::wstring path(32768, L'\0');
  path.resize(GetModuleFileNameW(ownModule(), path.data(), static_cast<DWORD>(path.size())));
  return path;
}

std::string narrow(const std::wstring& ascii) {
  std::string out;
  for (const wchar_t unit : ascii) out.push_back(unit < 0x80 ? static_cast<char>(unit) : '?');
  return out;
}

void reportOnce(WORD type, DWORD id, std::string_view text) noexcept {
  try {
    static CriticalSection lock;
    static std::set<std::string, std::less<>> said;
    {
      const Locked locked(lock);
      if (!said.emplace(text).second) return;
    }
    const HANDLE source = RegisterEventSourceW(nullptr, eventSource);
    if (source == nullptr) return;
    const std::wstring line(text.begin(), text.end());
    const wchar_t* lines[] = {line.c_str()};
    ReportEventW(source, type, 0, id, nullptr, 1, 0, lines, nullptr);
    DeregisterEventSource(source);
  } catch (...) {
    // Want of memory: an entry less in the log.
  }
}

}  // namespace genkan::provider
