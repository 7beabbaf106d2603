// Decides whether a running agent has stalled. An agent that acknowledges nothing may only have a full disk and
// still judge logons: it is asked a question first, and is ended when it does not answer that either.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace genkan::host {

class StallWatch final {
 public:
  enum class Verdict { fine, ask, stalled };

  explicit StallWatch(std::int64_t limitMs) : limitMs_(limitMs) {}

  // A new agent runs.
  void started(std::int64_t nowMs) noexcept {
    startedMs_ = nowMs;
    askedMs_.reset();
    answeredMs_ = 0;
  }
  // The question was answered.
  void answered(std::int64_t nowMs) noexcept {
    askedMs_.reset();
    answeredMs_ = nowMs;
  }

  // `waitingSince`: when the oldest line without acknowledgement was sent. `awaitingReady`: no `R` yet.
  Verdict look(std::int64_t nowMs, std::optional<std::int64_t> waitingSince, bool awaitingReady) noexcept {
    if (awaitingReady) return nowMs - startedMs_ > startFactor * limitMs_ ? Verdict::stalled : Verdict::fine;
    if (!waitingSince) {
      askedMs_.reset();
      return Verdict::fine;
    }
    const std::int64_t since = std::max(*waitingSince, answeredMs_);
    if (nowMs - since > limitMs_) return Verdict::stalled;
    if (nowMs - since > limitMs_ / 2 && !askedMs_) {
      askedMs_ = nowMs;
      return Verdict::ask;
    }
    return Verdict::fine;
  }

 private:
  // Opening a large database after a power cut may take longer than an answer.
  static constexpr std::int64_t startFactor = 2;
  std::int64_t limitMs_;
  std::int64_t startedMs_ = 0;
  std::optional<std::int64_t> askedMs_;
  std::int64_t answeredMs_ = 0;  // 0: not yet
};

}  // namespace genkan::host
