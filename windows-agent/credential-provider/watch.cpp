#include "credential-provider/watch.h"

#include "credential-provider/broker_talk.h"
#include "credential-provider/crash_marker.h"

namespace genkan::provider {
namespace {

constexpr DWORD whileAwayMs = 1'000;
constexpr DWORD policyMs = 30'000;
constexpr DWORD tickMs = 5'000;

class UntilStopped final : public logon::Progress {
 public:
  explicit UntilStopped(HANDLE stopping) : stopping_(stopping) {}
  bool goesOn() override { return WaitForSingleObject(stopping_, 0) != WAIT_OBJECT_0; }
  void say(logon::Text, logon::Language) override {}

 private:
  HANDLE stopping_;
};

}  // namespace

Watch::Watch(std::vector<ComPointer<Credential>> credentials, std::shared_ptr<ProviderLink> link, CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario)
    : credentials_(std::move(credentials)),
      link_(std::move(link)),
      scenario_(scenario),
      stopping_(CreateEventW(nullptr, TRUE, FALSE, nullptr)),
      first_(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {}

std::shared_ptr<Watch> Watch::start(std::vector<ComPointer<Credential>> credentials, std::shared_ptr<ProviderLink> link,
                                    CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario) {
  std::shared_ptr<Watch> watch(new Watch(std::move(credentials), std::move(link), scenario));
  HMODULE pinned = nullptr;
  if (!watch->stopping_ || !watch->first_) return nullptr;
  if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, reinterpret_cast<const wchar_t*>(&thread), &pinned)) return nullptr;
  auto held = std::make_unique<std::shared_ptr<Watch>>(watch);
  ++moduleObjects;
  const Handle started(CreateThread(nullptr, 0, thread, held.get(), 0, &watch->threadId_));
  if (!started) {
    --moduleObjects;
    FreeLibrary(pinned);
    return nullptr;
  }
  held.release();
  return watch;
}

DWORD WINAPI Watch::thread(void* argument) {
  const HMODULE module = ownModule();
  {
    const std::unique_ptr<std::shared_ptr<Watch>> held(static_cast<std::shared_ptr<Watch>*>(argument));
    const Working working;
    try {
      (*held)->run();
    } catch (...) {
      // Without memory the tiles ask at their next submit.
    }
    SetEvent((*held)->first_.get());
    (*held)->credentials_.clear();
    (*held)->ended_ = true;
  }
  --moduleObjects;
  FreeLibraryAndExitThread(module, 0);
}

void Watch::stop() noexcept {
  SetEvent(stopping_.get());
  // LogonUI may end at any moment from now on, and with it the thread in the middle of a question.
  if (!ended_) forgetThread(threadId_);
}

void Watch::waitForFirst(DWORD milliseconds) noexcept {
  const Waiting waiting;
  WaitForSingleObject(first_.get(), milliseconds);
}

void Watch::run() {
  while (WaitForSingleObject(stopping_.get(), 0) != WAIT_OBJECT_0) {
    const bool away = round();
    SetEvent(first_.get());
    for (DWORD waited = 0; waited < (away ? whileAwayMs : policyMs);) {
      const DWORD slice = away ? whileAwayMs : tickMs;
      {
        const Waiting waiting;
        if (WaitForSingleObject(stopping_.get(), slice) == WAIT_OBJECT_0) return;
      }
      waited += slice;
      for (const ComPointer<Credential>& credential : credentials_) credential->forgetStale();
      tellWhenIdle();
    }
  }
}

// One question for every tile. True while host or agent is away.
bool Watch::round() {
  bool away = false;
  if (askAll(away) && painted_) untold_ = true;
  tellWhenIdle();
  return away;
}

// LogonUI answers news by drawing all tiles anew, which empties them. Who is typing gets the news with the submit.
void Watch::tellWhenIdle() {
  if (!untold_) return;
  for (const ComPointer<Credential>& credential : credentials_) {
    if (credential->isBusy()) return;
  }
  untold_ = false;
  link_->tilesChanged();
}

bool Watch::askAll(bool& away) {
  PipeBroker broker;
  WindowsMachine machine(scenario_ == CPUS_UNLOCK_WORKSTATION);
  UntilStopped progress(stopping_.get());
  logon::BrokerTalk talk(broker, machine, progress);
  std::unique_ptr<logon::BrokerLine> line;
  std::optional<logon::Heard> silent = talk.open(line);
  const logon::SessionFacts session = machine.session();
  bool changed = false;
  for (const ComPointer<Credential>& credential : credentials_) {
    const std::string& sid = credential->watchedSid();
    if (!silent && !sid.empty()) {
      const logon::MethodsAnswer answer = talk.askMethods(*line, sid, logon::scenarioFor(session, sid));
      if (answer.heard == logon::Heard::answer) {
        changed = credential->learn(answer.methods) || changed;
        continue;
      }
      // The connection may be broken by now; the other tiles are asked in the next round.
      silent = answer.heard;
    }
    if (silent) changed = credential->learnAway(*silent == logon::Heard::starting) || changed;
  }
  away = silent.has_value();
  return changed;
}

}  // namespace genkan::provider
