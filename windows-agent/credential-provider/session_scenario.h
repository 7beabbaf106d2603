// Which of the policy's scenarios a logon is. Windows 10 and later merge unlock into logon, so the usage
// scenario of LogonUI does not tell: the state of its session does.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace genkan::logon {

struct SessionFacts {
  bool remote = false;        // isRemote
  bool locked = false;        // somebody is logged on in this session and it is locked
  std::string ownerSid;       // who is logged on in it; empty for nobody or unknown
  bool unlockScenario = false;  // LogonUI said CPUS_UNLOCK_WORKSTATION
};

// Of WTSClientProtocolType; the host names the source of a session by the same rule. SM_REMOTESESSION calls a session
// with RemoteFX a local one, and GlassSessionId in the registry may still name the session that was at the PC before.
inline constexpr unsigned remoteDesktopProtocol = 2;
constexpr bool isRemote(bool remoteByMetrics, std::optional<unsigned> clientProtocol) {
  return remoteByMetrics || clientProtocol == remoteDesktopProtocol;
}

// The words of the messages `methods` and `check`.
inline std::string_view scenarioFor(const SessionFacts& session, std::string_view windowsSid) {
  if (session.remote) return "rdp";
  const bool own = session.locked && !windowsSid.empty() && session.ownerSid == windowsSid;
  return own || (session.unlockScenario && session.ownerSid.empty()) ? "unlock" : "logon";
}

}  // namespace genkan::logon
