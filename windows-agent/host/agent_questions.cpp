#include "host/agent_questions.h"

#include "host/guard.h"
#include "host/sealing.h"
#include "host/service_log.h"
#include "host/windows_sessions.h"
#include "wire/host_line.h"

namespace genkan::host {

namespace {

// A change of this text makes all sealed keys of agents unreadable.
constexpr char agentEntropy[] = "Genkan agent, version 1";

std::optional<std::string> onSession(const std::string& payload, const char* what, bool (*act)(unsigned long)) {
  const auto id = wire::parseNumber(payload);
  if (!id || *id == 0 || *id > 0xFFFFFFFFu) return std::nullopt;
  const bool done = act(static_cast<unsigned long>(*id));
  report(LogLevel::warning, EventId::sessionAction, std::string("Session ") + payload + (done ? ": " : ", failed: ") + what);
  return done ? std::optional(std::string()) : std::nullopt;
}

}  // namespace

std::optional<std::string> answerAgentQuestion(const std::string& verb, const std::string& payload) {
  if (verb == "seal") return DpapiSealer(agentEntropy).seal(payload);
  if (verb == "unseal") return DpapiSealer(agentEntropy).unseal(payload);
  if (verb == "proxy") return systemProxyFor(payload);
  if (verb == "sessions") return listSessions();
  if (verb == "lock") return onSession(payload, "locked", lockSession);
  if (verb == "disconnect") return onSession(payload, "disconnected", disconnectSession);
  if (verb == "logoff") return onSession(payload, "logged off", logoffSession);
  if (verb == "posture") return posture();
  return std::nullopt;
}

}  // namespace genkan::host
