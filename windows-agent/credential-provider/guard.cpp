#include "credential-provider/guard.h"

#include "credential-provider/identity.h"
#include "credential-provider/win_support.h"

namespace genkan::provider {
namespace {

std::optional<std::int64_t> heartbeatAge() {
  std::wstring folder = RegistryKey::open(mainKey).text(L"DataFolder");
  if (folder.empty()) return std::nullopt;
  if (folder.back() != L'\\') folder += L'\\';
  WIN32_FILE_ATTRIBUTE_DATA file;
  if (!GetFileAttributesExW((folder + L"heartbeat").c_str(), GetFileExInfoStandard, &file)) return std::nullopt;
  FILETIME now;
  GetSystemTimeAsFileTime(&now);
  const auto ticks = [](const FILETIME& time) { return static_cast<std::int64_t>((static_cast<std::uint64_t>(time.dwHighDateTime) << 32) | time.dwLowDateTime); };
  return (ticks(now) - ticks(file.ftLastWriteTime)) / 10'000;
}

logon::GuardFacts readFacts(bool ownProviderListed) {
  const RegistryKey guard = RegistryKey::open(guardKey);
  logon::GuardFacts facts;
  facts.enforce = guard.dword(L"Enforce") == 1;
  facts.selfTestPassed = guard.dword(L"SelfTestPassed") == 1;
  facts.selfTestVersion = narrow(guard.text(L"SelfTestVersion"));
  facts.crashCount = guard.dword(L"CrashCount");
  facts.heartbeatAgeMs = heartbeatAge();
  facts.ownProviderListed = ownProviderListed;
  return facts;
}

}  // namespace

bool mayHideOthers(bool ownProviderListed) {
  countCrashes();
  const logon::GuardReason reason = logon::decideGuard(readFacts(ownProviderListed), version);
  if (reason == logon::GuardReason::enforced) return true;
  // Not enforcing is no fault, and every logon screen would say so.
  if (reason != logon::GuardReason::notEnforced) {
    reportOnce(EVENTLOG_WARNING_TYPE, eventFilter, "All sign-in options are shown: " + std::string(logon::guardReasonText(reason)));
  }
  return false;
}

std::vector<GUID> allowedProviders() {
  std::vector<GUID> allowed;
  const std::wstring all = RegistryKey::open(guardKey).text(L"AllowedProviders");
  for (std::size_t at = 0; at < all.size();) {
    std::size_t end = all.find(L'\0', at);
    if (end == std::wstring::npos) end = all.size();
    GUID one;
    if (SUCCEEDED(CLSIDFromString(all.substr(at, end - at).c_str(), &one))) allowed.push_back(one);
    at = end + 1;
  }
  return allowed;
}

}  // namespace genkan::provider
