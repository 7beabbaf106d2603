#include "credential-provider/registration.h"

#include <objbase.h>

#include <string>

#include "credential-provider/com_support.h"
#include "credential-provider/identity.h"
#include "credential-provider/win_support.h"

namespace genkan::provider {
namespace {

constexpr wchar_t authenticationKey[] = L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\";
constexpr wchar_t classesKey[] = L"SOFTWARE\\Classes\\CLSID\\";

std::wstring text(const GUID& guid) {
  wchar_t out[40];
  return StringFromGUID2(guid, out, 40) > 0 ? std::wstring(out) : std::wstring();
}

bool write(const std::wstring& key, const wchar_t* name, const std::wstring& value) { return RegistryKey::create(key).setText(name, value); }

bool writeClass(const GUID& guid, const wchar_t* name) {
  const std::wstring key = classesKey + text(guid);
  return write(key, nullptr, name) && write(key + L"\\InprocServer32", nullptr, ownPath()) &&
         write(key + L"\\InprocServer32", L"ThreadingModel", L"Apartment");
}

bool remove(const std::wstring& parent, const std::wstring& name) {
  RegistryKey key = RegistryKey::open(parent, KEY_READ | KEY_WRITE);
  if (!key) return true;
  key.removeSubkey((name + L"\\InprocServer32").c_str());
  return key.removeSubkey(name.c_str()) || !RegistryKey::open(parent + name);
}

}  // namespace

HRESULT registerProvider() noexcept {
  return entry([]() -> HRESULT {
    const std::wstring base = authenticationKey;
    const bool written = writeClass(providerClass, L"Genkan credential provider") &&
                         write(base + L"Credential Providers\\" + text(providerClass), nullptr, L"Genkan credential provider") &&
                         writeClass(filterClass, L"Genkan credential provider filter") &&
                         write(base + L"Credential Provider Filters\\" + text(filterClass), nullptr, L"Genkan credential provider filter");
    return written ? S_OK : HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED);
  });
}

HRESULT unregisterProvider() noexcept {
  return entry([]() -> HRESULT {
    const std::wstring base = authenticationKey;
    if (!remove(base + L"Credential Provider Filters\\", text(filterClass))) return HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED);
    const bool removed = remove(base + L"Credential Providers\\", text(providerClass));
    const bool classes = remove(classesKey, text(filterClass)) && remove(classesKey, text(providerClass));
    return removed && classes ? S_OK : HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED);
  });
}

}  // namespace genkan::provider
