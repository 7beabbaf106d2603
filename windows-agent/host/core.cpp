#include "host/core.h"

#include "host/boot_grace.h"
#include "host/files.h"
#include "host/places.h"
#include "host/service_log.h"
#include "host/stamp_now.h"
#include "host/test_settings.h"
#include "wire/wipe.h"

namespace genkan::host {

namespace {

constexpr DWORD tickMs = 250;
// A line that the agent has not kept after so long goes to disk, although the agent runs.
constexpr std::int64_t spillAfterMs = 1000;
// The agent sends for at most 2 s after `T`; the rest is for closing its database.
constexpr std::int64_t stopWithinMs = 10 * 1000;

std::int64_t heartbeatEvery() {
#ifdef GENKAN_TEST_CONTROLS
  if (const auto ms = test_settings::number(L"HeartbeatMs")) return *ms;
#endif
  return 30 * 1000;
}

std::int64_t stalledAfter() {
#ifdef GENKAN_TEST_CONTROLS
  if (const auto ms = test_settings::number(L"StallMs")) return *ms;
#endif
  return 60 * 1000;
}

void markHeartbeat(const ThisBoot& boot, const char* word) {
  const wire::Stamp now = stampNow();
  replaceFile(dataFile(L"heartbeat"), std::to_string(now.utcMs) + " " + std::to_string(now.monotonicMs) + " " + boot.id() + " " + word + "\n");
}

}  // namespace

Core::Core(std::function<void()> stopping)
    : stopping_(std::move(stopping)),
      delivery_(boot_.id(), boot_.beginStamp(), boot_.lastNumber()),
      spill_(dataFile(L"spill.bin")),
      agentErrors_(dataFile(L"logs\\agent.log")),
      stallWatch_(stalledAfter()),
      vault_(dataFile(L"passwords")),
      heartbeatMs_(heartbeatEvery()) {
  delivery_.restore(spill_.load());
  if (delivery_.unacknowledged() > 0) {
    log(LogLevel::info, std::to_string(delivery_.unacknowledged()) + " lines of before wait for the agent, of " +
                            std::to_string(delivery_.earlierBoots()) + " earlier runs of Windows");
  }
}

Core::~Core() {
  authPipe_.reset();
  userPipe_.reset();
}

void Core::run() {
  openPipes();
  if (boot_.isNew() && takeBootGrace()) markHeartbeat(boot_, "starting");
  while (!done_) {
    tasks_.run(tickMs);
    tick();
  }
  for (auto& [id, client] : clients_) client.pipe->close();
}

void Core::tick() {
  const std::int64_t now = monotonicNow();
  if (!agent_ && !stopReason_ && now >= startAtMs_) startAgent();
  if (now >= nextBeatMs_ && !stopReason_) beat(stampNow());
  lookAtAgent();
  flush();
  spill();
  vault_.forgetOld(now);
  if (drainUntilMs_ && now > *drainUntilMs_) finishDrain("unanswered");
  if (stopReason_ && (!agent_ || now > stopUntilMs_)) finishStop();
  if (stopReason_ && !done_ && now >= nextStopReportMs_) {
    nextStopReportMs_ = now + 1000;
    stopping_();
  }
}

// `makeLine` gets the number of the line.
template <typename MakeLine>
void Core::tell(MakeLine makeLine) {
  const std::uint64_t number = delivery_.nextNumber();
  // Before the line can be seen anywhere, so that no number is given twice.
  boot_.numberGiven(number);
  if (!delivery_.append(makeLine(number), monotonicNow())) {
    report(LogLevel::error, EventId::linesLost, "Too many lines wait for the agent; one was dropped");
  }
  flush();
}

void Core::beat(const wire::Stamp& stamp) {
  nextBeatMs_ = monotonicNow() + heartbeatMs_;
  if (delivery_.lastIsUnsentHeartbeat()) {
    delivery_.replaceLast(wire::heartbeatLine(delivery_.lastNumber(), stamp), monotonicNow());
  } else {
    tell([&](std::uint64_t number) { return wire::heartbeatLine(number, stamp); });
  }
  writeHeartbeatFile();
}

// The filter of the logon screen hides other ways in only while this file is fresh, so it is written
// only while the agent can judge a logon, and once at the start of Windows (boot_grace.h).
void Core::writeHeartbeatFile() {
  if (!delivery_.ready()) return;
  markHeartbeat(boot_, "ready");
}

void Core::spill() {
  const std::int64_t now = monotonicNow();
  const bool hurry = !delivery_.ready() || stopReason_;
  spill_.save(delivery_, hurry ? now : now - spillAfterMs, now);
  spill_.tidy(delivery_);
}

void Core::sessionChanged(const SessionEvent& event, const std::string& source, const wire::Account& account) {
  tasks_.post([this, event, source, account] {
    tell([&](std::uint64_t number) { return wire::sessionLine(number, event.event, event.sessionId, event.stamp, source, account); });
    sessionForVault(event, account);
  });
}

void Core::powerChanged(unsigned event, const wire::Stamp& stamp) {
  tasks_.post([this, event, stamp] { tell([&](std::uint64_t number) { return wire::powerLine(number, event, stamp); }); });
}

void Core::timeChanged(const wire::Stamp& stamp) {
  // A heartbeat carries both clocks: the agent sees from it how far the clock was set.
  tasks_.post([this, stamp] { beat(stamp); });
}

void Core::stop(StopReason reason, const wire::Stamp& stamp) {
  tasks_.post([this, reason, stamp] {
    if (stopReason_) return;
    tell([&](std::uint64_t number) { return wire::stopLine(number, reason == StopReason::preshutdown, stamp); });
    stopReason_ = reason;
    stopUntilMs_ = monotonicNow() + stopWithinMs;
    // On disk before anything is waited for: Windows may end at any moment now.
    spill();
  });
}

void Core::finishStop() {
  if (done_) return;
  if (agent_) {
    log(LogLevel::warning, "The agent did not end in time and is ended");
    agent_->kill();
  }
  delivery_.agentGone();
  spill();
  if (drainUntilMs_) finishDrain("stopped");
  tellClientsAway();
  // An administrator who stops the service must get Windows' own logon back; at shutdown the file ages by itself.
  if (*stopReason_ == StopReason::stop) removeFile(dataFile(L"heartbeat"));
  log(LogLevel::info, "Stopped; lines not kept by the agent: " + std::to_string(delivery_.unacknowledged()));
  done_ = true;
}

}  // namespace genkan::host
