#include "host/guard.h"

#include "host/places.h"
#include "host/provider_keys.h"
#include "host/registry.h"
#include "host/wide.h"
#include "wire/json_writer.h"

namespace genkan::host {

Guard loadGuard() {
  const auto key = RegistryKey::open(guardKey);
  const auto isOn = [&key](const wchar_t* name) { return key.dword(name).value_or(0) == 1; };
  return {isOn(L"Enforce"), isOn(L"KeepPasswords"), isOn(L"KeepAdministratorPasswords")};
}

bool storeGuard(const Guard& guard) {
  auto key = RegistryKey::create(guardKey);
  return key.setDword(L"Enforce", guard.enforce) && key.setDword(L"KeepPasswords", guard.keepPasswords) &&
         key.setDword(L"KeepAdministratorPasswords", guard.keepAdministratorPasswords);
}

std::string posture() {
  const auto guard = RegistryKey::open(guardKey);
  wire::JsonObject answer;
  answer.add("safeModeRegistered", wire::JsonValue(safeModeRegistered()));
  answer.add("crashCount", wire::JsonValue(static_cast<std::int64_t>(guard.dword(L"CrashCount").value_or(0))));
  answer.add("selfTestPassed", wire::JsonValue(guard.dword(L"SelfTestPassed").value_or(0) == 1));
  answer.add("selfTestVersion", wire::JsonValue(toUtf8(guard.text(L"SelfTestVersion").value_or(L""))));
  answer.add("enforce", wire::JsonValue(guard.dword(L"Enforce").value_or(0) == 1));
  answer.add("authenticationFeature", wire::JsonValue(RegistryKey::open(genkanKey).dword(L"AuthenticationFeature").value_or(0) == 1));
  answer.add("providerRegistered", wire::JsonValue(providerRegistered()));
  answer.add("filterRegistered", wire::JsonValue(filterRegistered()));
  answer.add("providers", wire::JsonValue(toUtf8(otherProviders())));
  answer.add("filters", wire::JsonValue(toUtf8(otherFilters())));
  answer.add("version", wire::JsonValue(std::string(productVersion())));
  return wire::writeFlatJson(answer);
}

}  // namespace genkan::host
