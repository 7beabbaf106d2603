// Numbered lines that the agent has not acknowledged yet, of this run of Windows and of earlier ones, and
// the order in which they are told: the oldest run first, each with its own `B` and answered by `R`.
// Pure: no clock, no disk, no pipe. Not locked: the core thread owns it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace genkan::host {

struct NumberedLine {
  std::uint64_t number = 0;
  std::string text;
  bool spilled = false;
  std::int64_t sinceMs = 0;                // when it came, monotonic
  std::optional<std::int64_t> sentMs;      // when it was last given to the agent that runs now
};

// What one run of Windows has left to tell.
struct BootRecord {
  std::string bootId;
  std::string beginStamp;
  std::deque<NumberedLine> lines;
};

class Delivery final {
 public:
  // More lines than any outage makes; beyond it new ones are refused, and the caller says so.
  static constexpr std::size_t maxLines = 100000;

  // `lastNumber`: the last number that this run of Windows has given away, 0 for none.
  Delivery(std::string bootId, std::string beginStamp, std::uint64_t lastNumber);

  // What the spill file held. Stop lines become `past`: they must not stop the agent that hears them late.
  void restore(std::vector<BootRecord> records);

  std::uint64_t nextNumber() const noexcept { return lastNumber_ + 1; }
  // `text` must carry `nextNumber()`. False when there is no room; the number stays free.
  bool append(std::string text, std::int64_t nowMs);
  // True when the newest line is a heartbeat that no agent has seen: the next heartbeat replaces it by `replaceLast`,
  // so that an absent agent does not make the list grow. The new text must carry `lastNumber()`.
  bool lastIsUnsentHeartbeat() const noexcept;
  void replaceLast(std::string text, std::int64_t nowMs);
  std::uint64_t lastNumber() const noexcept { return lastNumber_; }

  // A new agent listens: everything not acknowledged is told again, from the oldest `B`.
  void agentStarted();
  void agentGone();
  // The next line for the agent, or nothing: everything is sent, or an answer is awaited.
  std::optional<std::string> next(std::int64_t nowMs);
  // True once for each agent, when it has been given all that waited for it, of earlier runs and of this one: it is to be told so
  // before the next line. Only asked when that word can be sent.
  bool takeCaughtUp() noexcept;
  // `R` came. False when none was awaited.
  bool onReady();
  struct Kept {
    bool known = false;
    // An earlier run is told to its end. Its record must leave the disk before `next` is called.
    bool finishedEarlierBoot = false;
  };
  Kept onKept(std::uint64_t number);

  // The agent listens to this run of Windows: connections may be opened.
  bool ready() const noexcept { return running_ && !awaitingReady_ && begun_ && earlier_.empty(); }
  bool awaitingReady() const noexcept { return running_ && awaitingReady_; }
  // When the oldest line that was sent and not acknowledged was sent.
  std::optional<std::int64_t> waitingSince() const noexcept;
  std::size_t unacknowledged() const noexcept;
  std::size_t earlierBoots() const noexcept { return earlier_.size(); }

  // Lines to be put into the spill file: those that came before `beforeMs`, marked as spilled by the call.
  // The caller unmarks all by `unmarkSpilled` when the disk refuses.
  std::vector<std::pair<std::string, std::string>> takeUnspilled(std::int64_t beforeMs);
  bool hasUnspilled(std::int64_t beforeMs) const noexcept;
  void unmarkSpilled() noexcept;
  void markAllSpilled() noexcept;
  // All records with unacknowledged lines, oldest first.
  std::vector<const BootRecord*> records() const;
  const std::string& bootId() const noexcept { return current_.bootId; }
  const std::string& beginStamp() const noexcept { return current_.beginStamp; }

 private:
  BootRecord& speaking() noexcept { return earlier_.empty() ? current_ : earlier_.front(); }
  const BootRecord& speaking() const noexcept { return earlier_.empty() ? current_ : earlier_.front(); }

  BootRecord current_;
  std::deque<BootRecord> earlier_;
  std::uint64_t lastNumber_;
  std::uint64_t everSent_ = 0;  // highest number of this run that any agent was given
  std::size_t sent_ = 0;        // lines of `speaking()` that the agent was given
  bool running_ = false;
  bool begun_ = false;
  bool awaitingReady_ = false;
  bool caughtUp_ = false;  // the agent that runs was told that it has been given everything
};

}  // namespace genkan::host
