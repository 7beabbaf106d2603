// How long to wait before the agent is started again.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace genkan::host {

class RestartLadder final {
 public:
  // An agent that was ready for so long has earned the first step again, in milliseconds.
  static constexpr std::int64_t resetAfterMs = 10 * 60 * 1000;
  // Exit code of an agent that cannot read its settings: only a person can change that, so it is not hurried.
  static constexpr unsigned long badSettings = 78;
  static constexpr std::int64_t badSettingsWaitMs = 30 * 1000;

  // `readyForMs`: how long the agent that ended had been ready; 0 when it never was.
  std::int64_t afterEnd(unsigned long exitCode, std::int64_t readyForMs) noexcept {
    if (readyForMs >= resetAfterMs) step_ = 0;
    const std::int64_t wait = waits[step_];
    if (step_ + 1 < waits.size()) ++step_;
    return exitCode == badSettings && wait < badSettingsWaitMs ? badSettingsWaitMs : wait;
  }

 private:
  static constexpr std::array<std::int64_t, 8> waits{500, 1000, 2000, 4000, 8000, 15000, 30000, 60000};
  std::size_t step_ = 0;
};

}  // namespace genkan::host
