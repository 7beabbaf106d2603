#include "host/core.h"

#include "host/agent_questions.h"
#include "host/boot_grace.h"
#include "host/files.h"
#include "host/places.h"
#include "host/registry.h"
#include "host/service_log.h"
#include "host/stamp_now.h"
#include "host/test_settings.h"
#include "host/wide.h"
#include "wire/wipe.h"

namespace genkan::host {

namespace {

constexpr std::int64_t settingsLookMs = 2000;
// Longest line between host and agent is larger; a full queue is looked at again at the next tick.
constexpr std::size_t lineRoom = 1024;
constexpr char probeId[] = "host-alive";

std::wstring agentCommand() {
#ifdef GENKAN_TEST_CONTROLS
  if (const auto command = test_settings::text(L"AgentCommand")) return *command;
#endif
  return L"\"" + programFolder() + L"\\genkan-agent.exe\" --config \"" + dataFile(L"agent.json") + L"\"";
}

}  // namespace

void Core::startAgent() {
  if (!fileExists(dataFile(L"agent.json"))) {
    if (!noSettings_) log(LogLevel::warning, "There are no settings yet (agent.json); the agent is started when there are");
    noSettings_ = true;
    startAtMs_ = monotonicNow() + settingsLookMs;
    return;
  }
  noSettings_ = false;
  const std::uint64_t run = ++agentRun_;
  AgentProcess::Listener listener;
  listener.line = [this, run](wire::AgentLine line) {
    auto held = std::make_shared<wire::AgentLine>(std::move(line));
    tasks_.post([this, run, held] { agentLine(run, std::move(*held)); });
  };
  listener.ended = [this, run](unsigned long exitCode) { tasks_.post([this, run, exitCode] { agentEnded(run, exitCode); }); };
  agent_ = AgentProcess::start(agentCommand(), agentErrors_, std::move(listener));
  if (!agent_) {
    startAtMs_ = monotonicNow() + ladder_.afterEnd(1, 0);
    return;
  }
  log(LogLevel::info, "Agent started, process " + std::to_string(agent_->processId()));
  delivery_.agentStarted();
  stallWatch_.started(monotonicNow());
  readySinceMs_.reset();
  flush();
}

void Core::agentLine(std::uint64_t run, wire::AgentLine line) {
  const wire::WipeAtEnd wiped(line.payload);
  if (run != agentRun_ || !agent_) return;
  switch (line.kind) {
    case wire::AgentLine::Kind::ready:
      if (delivery_.onReady()) becomeReady();
      return;
    case wire::AgentLine::Kind::kept: return agentKept(line.number);
    case wire::AgentLine::Kind::payload:
      stallWatch_.answered(monotonicNow());
      return answerOfAgent(line);
    case wire::AgentLine::Kind::close: return agentRefused(line.number);
    case wire::AgentLine::Kind::question: return question(line);
    case wire::AgentLine::Kind::drained:
      if (drainUntilMs_ && line.number == drainId_) finishDrain(std::to_string(line.unsent));
      return;
  }
}

void Core::becomeReady() {
  if (delivery_.ready()) {
    log(LogLevel::info, "Agent ready");
    readySinceMs_ = monotonicNow();
    agentWasReady();
    writeHeartbeatFile();
  }
  flush();
}

void Core::agentKept(std::uint64_t number) {
  const Delivery::Kept kept = delivery_.onKept(number);
  // From disk before the next `B`: a run of Windows that was told to its end must not be told again.
  if (kept.finishedEarlierBoot) spill_.rewrite(delivery_);
  flush();
  spill_.tidy(delivery_);
}

void Core::agentEnded(std::uint64_t run, unsigned long exitCode) {
  if (run != agentRun_ || !agent_) return;
  const std::int64_t now = monotonicNow();
  const std::int64_t readyFor = readySinceMs_ ? now - *readySinceMs_ : 0;
  agent_.reset();
  readySinceMs_.reset();
  delivery_.agentGone();
  tellClientsAway();
  if (stopReason_) {
    log(LogLevel::info, "Agent ended with " + std::to_string(exitCode));
    return;
  }
  const std::int64_t wait = ladder_.afterEnd(exitCode, readyFor);
  startAtMs_ = now + wait;
  report(LogLevel::warning, EventId::agentEnded,
         "The agent ended with " + std::to_string(exitCode) + "; it is started again in " + std::to_string(wait) + " ms");
}

void Core::flush() {
  const std::int64_t now = monotonicNow();
  while (agent_ && agent_->hasRoom(lineRoom)) {
    auto line = delivery_.next(now);
    if (!line && !delivery_.takeCaughtUp()) return;
    agent_->send(line ? std::move(*line) : wire::caughtUpLine(stampNow()));
  }
}

void Core::lookAtAgent() {
  if (!agent_ || stopReason_) return;
  switch (stallWatch_.look(monotonicNow(), delivery_.waitingSince(), delivery_.awaitingReady())) {
    case StallWatch::Verdict::fine: return;
    case StallWatch::Verdict::ask: {
      log(LogLevel::warning, "The agent keeps no lines; it is asked for a sign of life");
      const std::uint64_t number = ++lastAgentNumber_;
      agent_->send(wire::openLine(number, false, GetCurrentProcessId(), 0, {}));
      agent_->send(wire::payloadLine(number, std::string("{\"v\":1,\"id\":\"") + probeId + "\",\"t\":\"state\"}"));
      agent_->send(wire::closeLine(number));
      return;
    }
    case StallWatch::Verdict::stalled:
      report(LogLevel::error, EventId::agentStalled, "The agent does not answer and is ended");
      agent_->kill();
      // Until its end is reported nothing more is asked of it.
      stallWatch_.started(monotonicNow());
      delivery_.agentGone();
      tellClientsAway();
      return;
  }
}

void Core::question(const wire::AgentLine& line) {
  const std::uint64_t run = agentRun_;
  const std::uint64_t id = line.number;
  auto verb = std::make_shared<std::string>(line.verb);
  auto payload = std::make_shared<std::string>(line.payload);
  if (*verb == "vault-forget") {
    const bool forgotten = wire::isSid(*payload) && vault_.forget(*payload);
    return answerQuestion(run, id, forgotten, "");
  }
  if (*verb == "guard") return setGuard(id, *payload);
  const bool posted = workers_.post([this, run, id, verb, payload] {
    auto answer = std::make_shared<std::optional<std::string>>(answerAgentQuestion(*verb, *payload));
    wire::wipe(*payload);
    tasks_.post([this, run, id, answer] {
      answerQuestion(run, id, answer->has_value(), answer->value_or(""));
      if (answer->has_value()) wire::wipe(**answer);
    });
  });
  if (!posted) answerQuestion(run, id, false, "");
}

void Core::answerQuestion(std::uint64_t run, std::uint64_t id, bool ok, const std::string& bytes) {
  if (run != agentRun_ || !agent_) return;
  agent_->send(wire::answerLine(id, ok, bytes));
}

void Core::drainAsked() {
  tasks_.post([this] {
    const auto key = RegistryKey::open(drainKey);
    const auto name = key.text(L"Request");
    const DWORD seconds = key.dword(L"Seconds").value_or(0);
    if (!name || seconds > 600 || drainUntilMs_) return;
    drainName_ = *name;
    drainUntilMs_ = monotonicNow() + (static_cast<std::int64_t>(seconds) + 2) * 1000;
    ++drainId_;
    if (!agent_ || !delivery_.ready() || !agent_->send(wire::drainLine(drainId_, seconds))) finishDrain("away");
  });
}

void Core::finishDrain(const std::string& result) {
  drainUntilMs_.reset();
  auto key = RegistryKey::open(drainKey, KEY_READ | KEY_WRITE);
  key.setText(L"Result", drainName_ + L" " + toWide(result));
}

}  // namespace genkan::host
