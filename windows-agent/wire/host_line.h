// Lines between host and agent; agent/src/host-link/README.md describes each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace genkan::wire {

// When something happened: the PC's clock (UTC, ms), time since Windows started (ms), local time minus UTC (minutes).
struct Stamp {
  std::int64_t utcMs = 0;
  std::int64_t monotonicMs = 0;
  int utcOffsetMinutes = 0;
};

// Who is meant; both empty where nobody is logged on.
struct Account {
  std::string sid;
  std::string name;  // UTF-8

  bool none() const noexcept { return sid.empty() || name.empty(); }
};

std::string stampWord(const Stamp& stamp);
// "S-1-5-18 53595354454d", or "- -".
std::string accountWords(const Account& account);
// True for a SID in text form, S-1-n(-n)*, at most 184 characters. Nothing else may become part of a path.
bool isSid(std::string_view text) noexcept;

// Host → agent.
std::string beginLine(std::string_view bootId, std::string_view stamp);
std::string caughtUpLine(const Stamp& stamp);
std::string sessionLine(std::uint64_t number, unsigned event, unsigned long sessionId, const Stamp& stamp, std::string_view source, const Account& account);
std::string powerLine(std::uint64_t number, unsigned event, const Stamp& stamp);
std::string heartbeatLine(std::uint64_t number, const Stamp& stamp);
std::string stopLine(std::uint64_t number, bool preshutdown, const Stamp& stamp);
std::string openLine(std::uint64_t connection, bool console, unsigned long processId, unsigned long sessionId, const Account& account);
std::string payloadLine(std::uint64_t connection, std::string_view json);
std::string closeLine(std::uint64_t connection);
std::string answerLine(std::uint64_t id, bool ok, std::string_view bytes);
std::string drainLine(std::uint64_t id, unsigned seconds);

// Agent → host.
struct AgentLine {
  enum class Kind { ready, kept, payload, close, question, drained };
  Kind kind = Kind::ready;
  std::uint64_t number = 0;  // of `K`, the connection of `P` and `C`, the id of `Q` and `D`
  std::uint64_t unsent = 0;  // of `D`
  std::string verb;          // of `Q`
  std::string payload;       // JSON of `P`, decoded bytes of `Q`; may hold a secret
};
// Nullopt when it is none. Total.
std::optional<AgentLine> parseAgentLine(std::string_view line);

// The numbered line kinds, read back from the spill file: number of an `S W H T` line, 0 for any other text.
std::uint64_t numberOfLine(std::string_view line) noexcept;

std::vector<std::string_view> splitWords(std::string_view line);
// Decimal without leading zeros, at most the largest safe integer.
std::optional<std::uint64_t> parseNumber(std::string_view word) noexcept;

}  // namespace genkan::wire
