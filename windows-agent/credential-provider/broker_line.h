// The edges of a sign-in: the pipe to the host, the accounts of Windows, the session, the waiting person.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "credential-provider/session_scenario.h"
#include "credential-provider/tile_task.h"
#include "credential-provider/typed_input.h"

namespace genkan::logon {

// Longest wait for one answer; the agent itself answers or gives up within 2 s.
inline constexpr Milliseconds callDeadline = 5'000;
// After Windows has let the person in, nobody should wait for our bookkeeping.
inline constexpr Milliseconds reportDeadline = 1'000;

enum class LineResult : unsigned char { ok, absent, failed, timedOut, cancelled };

// Who waits in front of the screen.
class Progress {
 public:
  virtual bool goesOn() = 0;
  virtual void say(Text text, Language language) = 0;

 protected:
  ~Progress() = default;
};

// Where nobody can cancel.
class Patient final : public Progress {
 public:
  bool goesOn() override { return true; }
  void say(Text, Language) override {}
};

// One connection: one line out, one line back. Both may hold secrets; their owner wipes them.
class BrokerLine {
 public:
  virtual ~BrokerLine() = default;
  virtual LineResult exchange(const std::string& request, std::string& answer, Milliseconds deadline, Progress& progress) = 0;
};

class Broker {
 public:
  virtual LineResult open(std::unique_ptr<BrokerLine>& line, Progress& progress) = 0;
  // Whether the service may still come up by itself: Windows started a moment ago, or it is starting.
  virtual bool isStarting() = 0;

 protected:
  ~Broker() = default;
};

struct FoundAccount {
  AccountLookup lookup = AccountLookup::unavailable;
  std::string sid;
  std::u16string qualifiedName;
};

class Machine {
 public:
  // Waits for a domain controller only as long as somebody wants to wait.
  virtual FoundAccount findAccount(std::u16string_view typedName, Progress& progress) = 0;
  virtual SessionFacts session() = 0;
  virtual Milliseconds now() = 0;
  // Unpredictable, at most 40 characters.
  virtual std::string newId() = 0;

 protected:
  ~Machine() = default;
};

}  // namespace genkan::logon
