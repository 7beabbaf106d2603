#include <windows.h>

#include "host/commands.h"
#include "host/files.h"
#include "host/places.h"
#include "host/provider_keys.h"
#include "host/registry.h"
#include "host/security.h"
#include "host/service_log.h"
#include "host/wide.h"

namespace genkan::host {

namespace {

// Exported by the DLL: 0 when all parts of it work in this process.
using SelfTestOfDll = HRESULT(WINAPI*)();
constexpr char selfTestName[] = "GenkanSelfTest";

// Loads the DLL as LogonUI would and lets it test itself. A DLL that crashes here takes down this command, before any key has changed.
bool dllPasses(const std::wstring& path, std::string& problem) {
  const HMODULE module = LoadLibraryExW(path.c_str(), nullptr, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (module == nullptr) {
    problem = withError("the DLL cannot be loaded", GetLastError());
    return false;
  }
  const auto selfTest = reinterpret_cast<SelfTestOfDll>(reinterpret_cast<void*>(GetProcAddress(module, selfTestName)));
  const bool isServer = GetProcAddress(module, "DllGetClassObject") != nullptr;
  const HRESULT result = selfTest == nullptr || !isServer ? E_NOTIMPL : selfTest();
  FreeLibrary(module);
  if (result != S_OK) problem = "the DLL does not pass its self-test";
  return result == S_OK;
}

std::wstring folderOf(const std::wstring& path) {
  wchar_t whole[1024];
  const DWORD length = GetLongPathNameW(path.c_str(), whole, 1024);
  const std::wstring spelled = length == 0 || length >= 1024 ? path : std::wstring(whole, length);
  return spelled.substr(0, spelled.find_last_of(L'\\') + 1);
}

// The logon screen loads the DLL as SYSTEM: it must lie where people may not write, and that is known of our own folder alone.
bool liesBesideThisProgram(const std::wstring& path) {
  wchar_t own[1024];
  const DWORD length = GetModuleFileNameW(nullptr, own, 1024);
  if (length == 0 || length >= 1024) return false;
  return CompareStringOrdinal(folderOf(path).c_str(), -1, folderOf(own).c_str(), -1, TRUE) == CSTR_EQUAL;
}

bool writeSelfTest(bool passed) {
  auto key = RegistryKey::create(guardKey);
  return key.setDword(L"SelfTestPassed", passed ? 1 : 0) && key.setText(L"SelfTestVersion", toWide(productVersion()));
}

}  // namespace

int registerProvider(const Arguments& arguments) {
  const std::wstring given = toWide(arguments.values[0]);
  wchar_t full[1024];
  const DWORD length = GetFullPathNameW(given.c_str(), 1024, full, nullptr);
  if (length == 0 || length >= 1024 || !fileExists(full)) return say("register-provider: there is no such file", 2);
  if (!liesBesideThisProgram(full)) return say("register-provider: the DLL does not lie in the folder of this program", 2);
  std::string problem;
  if (!dllPasses(full, problem)) return say("register-provider: " + problem, 1);
  auto product = RegistryKey::create(genkanKey, registrySddl);
  if (!product.setText(L"ProviderDll", full) || !writeSelfTest(true) || !RegistryKey::create(guardKey).setDword(L"CrashCount", 0)) {
    return say("register-provider: the registry refuses", 1);
  }
  if (!registerProviderKeys(full)) {
    writeSelfTest(false);
    return say("register-provider: the registry refuses", 1);
  }
  product.setDword(L"AuthenticationFeature", 1);
  report(LogLevel::info, EventId::providerChanged, "The credential provider was registered");
  return say("register-provider: done", 0);
}

int unregisterProvider(const Arguments&) {
  const bool removed = unregisterProviderKeys();
  auto product = RegistryKey::open(genkanKey, KEY_READ | KEY_WRITE);
  if (product) {
    product.setDword(L"AuthenticationFeature", 0);
    product.remove(L"ProviderDll");
    writeSelfTest(false);
  }
  if (!removed) return say("unregister-provider: the registry refuses", 1);
  report(LogLevel::info, EventId::providerChanged, "The credential provider was unregistered");
  return say("unregister-provider: done", 0);
}

int safeMode(const Arguments& arguments) {
  const std::string& word = arguments.values[0];
  if (word != "on" && word != "off") return say("safe-mode: on or off", 2);
  if (!setSafeMode(word == "on")) return say("safe-mode: the registry refuses", 1);
  report(LogLevel::warning, EventId::providerChanged, "Safe Mode registration: " + word);
  return say("safe-mode: " + word, 0);
}

}  // namespace genkan::host
