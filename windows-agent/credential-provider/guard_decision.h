// Whether the filter may hide the other providers. Every doubt shows them: a hidden password tile over a
// provider that does not work is a PC that nobody can use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace genkan::logon {

inline constexpr std::int64_t heartbeatLimitMs = 120'000;
inline constexpr std::uint32_t crashLimit = 2;

struct GuardFacts {
  bool enforce = false;
  bool selfTestPassed = false;
  std::string selfTestVersion;
  std::uint32_t crashCount = 0;
  std::optional<std::int64_t> heartbeatAgeMs;  // nullopt: there is no heartbeat file
  bool ownProviderListed = false;              // LogonUI offers our provider at all
};

enum class GuardReason : unsigned char {
  enforced,
  notEnforced,
  providerMissing,
  noHeartbeat,
  staleHeartbeat,
  selfTestMissing,
  selfTestOfOtherVersion,
  crashed,
};

inline GuardReason decideGuard(const GuardFacts& facts, std::string_view ownVersion) {
  if (!facts.enforce) return GuardReason::notEnforced;
  if (!facts.ownProviderListed) return GuardReason::providerMissing;
  if (!facts.selfTestPassed) return GuardReason::selfTestMissing;
  if (facts.selfTestVersion != ownVersion) return GuardReason::selfTestOfOtherVersion;
  if (facts.crashCount >= crashLimit) return GuardReason::crashed;
  if (!facts.heartbeatAgeMs) return GuardReason::noHeartbeat;
  // A heartbeat from the future is of a clock that was set back; it proves nothing about now.
  if (*facts.heartbeatAgeMs > heartbeatLimitMs || *facts.heartbeatAgeMs < -heartbeatLimitMs) return GuardReason::staleHeartbeat;
  return GuardReason::enforced;
}

// Words for the event log; never shown to a person at the logon screen.
constexpr std::string_view guardReasonText(GuardReason reason) {
  switch (reason) {
    case GuardReason::enforced: return "other sign-in options are hidden";
    case GuardReason::notEnforced: return "the policy does not enforce Genkan";
    case GuardReason::providerMissing: return "LogonUI does not list the Genkan provider";
    case GuardReason::noHeartbeat: return "there is no heartbeat of the Genkan service";
    case GuardReason::staleHeartbeat: return "the heartbeat of the Genkan service is not of the last 120 s";
    case GuardReason::selfTestMissing: return "the provider has not passed its self-test";
    case GuardReason::selfTestOfOtherVersion: return "the self-test that passed was of another version";
    case GuardReason::crashed: return "the logon screen crashed in the Genkan provider twice or more";
  }
  return "unknown";
}

}  // namespace genkan::logon
