#include "host/places.h"

#include <windows.h>

#include <vector>

#include "host/registry.h"

#ifndef GENKAN_VERSION
#define GENKAN_VERSION "0.1.0"
#endif

namespace genkan::host {

std::wstring programPath() {
  std::vector<wchar_t> path(32768);
  const DWORD length = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
  return std::wstring(path.data(), length);
}

std::wstring programFolder() {
  const std::wstring path = programPath();
  return path.substr(0, path.find_last_of(L'\\'));
}

std::wstring dataFolder() {
  const auto configured = RegistryKey::open(genkanKey).text(L"DataFolder");
  if (configured && !configured->empty()) return *configured;
  wchar_t programData[MAX_PATH];
  const DWORD length = GetEnvironmentVariableW(L"ProgramData", programData, MAX_PATH);
  if (length == 0 || length >= MAX_PATH) return L"C:\\ProgramData\\Genkan";
  return std::wstring(programData, length) + L"\\Genkan";
}

std::wstring dataFile(const wchar_t* name) { return dataFolder() + L"\\" + name; }

std::wstring system32(const wchar_t* name) {
  wchar_t folder[MAX_PATH];
  const UINT length = GetSystemDirectoryW(folder, MAX_PATH);
  return std::wstring(folder, length) + L"\\" + name;
}

const char* productVersion() noexcept { return GENKAN_VERSION; }

}  // namespace genkan::host
