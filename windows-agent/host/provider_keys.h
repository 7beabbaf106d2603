// Registry keys by which Windows finds the credential provider and its filter, and by which Safe Mode loads them.
#pragma once

#include <string>

namespace genkan::host {

inline constexpr wchar_t providerClsid[] = L"{7C1B5E0A-6F5D-4D0B-9C39-2B7A4B0E61A1}";
inline constexpr wchar_t filterClsid[] = L"{7C1B5E0A-6F5D-4D0B-9C39-2B7A4B0E61A2}";

// Class, then provider, then filter: never a filter without its provider. Undoes all of it when a step fails.
bool registerProviderKeys(const std::wstring& dllPath);
// Filter first: a filter left without its provider means that nobody can log on.
bool unregisterProviderKeys();
bool providerRegistered();
bool filterRegistered();
// CLSIDs of all other providers and filters, separated by spaces.
std::wstring otherProviders();
std::wstring otherFilters();

bool safeModeRegistered();
bool setSafeMode(bool on);

}  // namespace genkan::host
