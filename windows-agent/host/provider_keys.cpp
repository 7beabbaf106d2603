#include "host/provider_keys.h"

#include "host/places.h"
#include "host/registry.h"
#include "host/wide.h"

namespace genkan::host {

namespace {

const std::wstring authentication = L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\";
const std::wstring providersKey = authentication + L"Credential Providers";
const std::wstring filtersKey = authentication + L"Credential Provider Filters";
const std::wstring classesKey = L"SOFTWARE\\Classes\\CLSID\\";
const std::wstring safeBootKey = L"SYSTEM\\CurrentControlSet\\Control\\SafeBoot\\";
constexpr wchar_t title[] = L"Genkan";

bool writeClass(const wchar_t* clsid, const std::wstring& dllPath) {
  auto classKey = RegistryKey::create(classesKey + clsid);
  auto server = RegistryKey::create(classesKey + clsid + L"\\InprocServer32");
  return classKey.setText(L"", title) && server.setText(L"", dllPath) && server.setText(L"ThreadingModel", L"Apartment");
}

std::wstring others(const std::wstring& path, const wchar_t* ours) {
  std::wstring list;
  for (const std::wstring& name : RegistryKey::open(path).subkeys()) {
    if (equalsIgnoringCase(name, ours)) continue;
    if (!list.empty()) list += L' ';
    list += name;
  }
  return list;
}

}  // namespace

bool registerProviderKeys(const std::wstring& dllPath) {
  const bool registered = writeClass(providerClsid, dllPath) && writeClass(filterClsid, dllPath) &&
                          RegistryKey::create(providersKey + L"\\" + providerClsid).setText(L"", title) &&
                          RegistryKey::create(filtersKey + L"\\" + filterClsid).setText(L"", title);
  if (!registered) unregisterProviderKeys();
  return registered;
}

bool unregisterProviderKeys() {
  return removeRegistryTree(filtersKey + L"\\" + filterClsid) && removeRegistryTree(providersKey + L"\\" + providerClsid) &&
         removeRegistryTree(classesKey + filterClsid) && removeRegistryTree(classesKey + providerClsid);
}

bool providerRegistered() { return static_cast<bool>(RegistryKey::open(providersKey + L"\\" + providerClsid)); }
bool filterRegistered() { return static_cast<bool>(RegistryKey::open(filtersKey + L"\\" + filterClsid)); }
std::wstring otherProviders() { return others(providersKey, providerClsid); }
std::wstring otherFilters() { return others(filtersKey, filterClsid); }

bool safeModeRegistered() {
  return RegistryKey::open(providersKey).dword(L"ProhibitFallbacks").value_or(0) == 1 &&
         RegistryKey::open(safeBootKey + L"Minimal\\" + serviceName) && RegistryKey::open(safeBootKey + L"Network\\" + serviceName);
}

bool setSafeMode(bool on) {
  const std::wstring minimal = safeBootKey + L"Minimal\\" + serviceName;
  const std::wstring network = safeBootKey + L"Network\\" + serviceName;
  auto providers = RegistryKey::create(providersKey);
  if (!on) {
    // The provider first: Safe Mode must not want a provider whose service is not there.
    return providers.remove(L"ProhibitFallbacks") && removeRegistryTree(minimal) && removeRegistryTree(network);
  }
  return RegistryKey::create(minimal).setText(L"", L"Service") && RegistryKey::create(network).setText(L"", L"Service") &&
         providers.setDword(L"ProhibitFallbacks", 1);
}

}  // namespace genkan::host
