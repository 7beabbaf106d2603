// logs\host.log and the Windows event log. No secret, and no text of a client, may get in.
#pragma once

#include <string>

namespace genkan::host {

enum class LogLevel { info, warning, error };

// Ids of the event log source; each has a text in Japanese and English in genkan-host.rc, followed by what is reported.
enum class EventId : unsigned long {
  started = 1,
  stopped = 2,
  agentEnded = 3,
  agentStalled = 4,
  spillRefused = 5,
  clientRefused = 6,
  guardChanged = 7,
  passwordKept = 8,
  passwordForgotten = 9,
  settingsChanged = 10,
  providerChanged = 11,
  installed = 12,
  removed = 13,
  linesLost = 14,
  sessionAction = 15,
  dataFolderUnsafe = 16,
};
inline constexpr unsigned long lastHostEvent = 16;
// Of the credential provider (win_support.h there): the filter, the provider.
inline constexpr unsigned long firstProviderEvent = 31;
inline constexpr unsigned long lastProviderEvent = 32;

// Only the service writes a log file; commands write to the event log alone.
void openServiceLog();
void log(LogLevel level, const std::string& text) noexcept;
// Also into the Windows event log.
void report(LogLevel level, EventId id, const std::string& text) noexcept;

}  // namespace genkan::host
