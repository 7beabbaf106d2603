#include "wire/host_line.h"

#include "wire/hex.h"
#include "wire/json_object.h"

namespace genkan::wire {

std::string stampWord(const Stamp& stamp) {
  return std::to_string(stamp.utcMs) + "/" + std::to_string(stamp.monotonicMs) + "/" + std::to_string(stamp.utcOffsetMinutes);
}

std::string accountWords(const Account& account) {
  return account.none() ? "- -" : account.sid + " " + toHex(account.name);
}

bool isSid(std::string_view text) noexcept {
  if (text.size() > 184 || text.substr(0, 3) != "S-1") return false;
  std::size_t at = 3;
  int parts = 0;
  while (at < text.size()) {
    if (text[at++] != '-') return false;
    const std::size_t start = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    if (at == start || at - start > 15 || ++parts > 15) return false;
  }
  return parts > 0;
}

std::string beginLine(std::string_view bootId, std::string_view stamp) {
  return "B " + std::string(bootId) + " " + std::string(stamp);
}

std::string caughtUpLine(const Stamp& stamp) { return "E " + stampWord(stamp); }

std::string sessionLine(std::uint64_t number, unsigned event, unsigned long sessionId, const Stamp& stamp, std::string_view source, const Account& account) {
  return "S " + std::to_string(number) + " " + std::to_string(event) + " " + std::to_string(sessionId) + " " + stampWord(stamp) + " " +
         std::string(source) + " " + accountWords(account);
}

std::string powerLine(std::uint64_t number, unsigned event, const Stamp& stamp) {
  return "W " + std::to_string(number) + " " + std::to_string(event) + " " + stampWord(stamp);
}

std::string heartbeatLine(std::uint64_t number, const Stamp& stamp) { return "H " + std::to_string(number) + " " + stampWord(stamp); }

std::string stopLine(std::uint64_t number, bool preshutdown, const Stamp& stamp) {
  return "T " + std::to_string(number) + (preshutdown ? " preshutdown " : " stop ") + stampWord(stamp);
}

std::string openLine(std::uint64_t connection, bool console, unsigned long processId, unsigned long sessionId, const Account& account) {
  return "O " + std::to_string(connection) + (console ? " console " : " logon ") + std::to_string(processId) + " " + std::to_string(sessionId) +
         " " + accountWords(account);
}

std::string payloadLine(std::uint64_t connection, std::string_view json) {
  const std::string head = "P " + std::to_string(connection) + " ";
  std::string line;
  // At once, and with room for the newline: growing would leave copies of what may be a secret.
  line.reserve(head.size() + json.size() + 1);
  return line.append(head).append(json);
}

std::string closeLine(std::uint64_t connection) { return "C " + std::to_string(connection); }

std::string answerLine(std::uint64_t id, bool ok, std::string_view bytes) {
  return "A " + std::to_string(id) + (ok ? " 1 " : " 0 ") + toHex(bytes);
}

std::string drainLine(std::uint64_t id, unsigned seconds) { return "D " + std::to_string(id) + " " + std::to_string(seconds); }

std::vector<std::string_view> splitWords(std::string_view line) {
  std::vector<std::string_view> words;
  for (;;) {
    const std::size_t end = line.find(' ');
    words.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return words;
    line.remove_prefix(end + 1);
  }
}

std::optional<std::uint64_t> parseNumber(std::string_view word) noexcept {
  if (word.empty() || word.size() > 16 || (word.size() > 1 && word[0] == '0')) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : word) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (value > static_cast<std::uint64_t>(maxSafeInteger)) return std::nullopt;
  return value;
}

namespace {

std::optional<AgentLine> numbered(AgentLine::Kind kind, std::string_view word) {
  const auto number = parseNumber(word);
  if (!number) return std::nullopt;
  AgentLine line;
  line.kind = kind;
  line.number = *number;
  return line;
}

std::optional<AgentLine> parsePayload(std::string_view line) {
  const std::size_t space = line.find(' ', 2);
  if (space == std::string_view::npos || space + 1 == line.size()) return std::nullopt;
  auto read = numbered(AgentLine::Kind::payload, line.substr(2, space - 2));
  if (read) read->payload = line.substr(space + 1);
  return read;
}

std::optional<AgentLine> parseQuestion(const std::vector<std::string_view>& words) {
  auto read = numbered(AgentLine::Kind::question, words[1]);
  auto payload = fromHex(words[3]);
  if (!read || !payload || words[2].empty()) return std::nullopt;
  read->verb = words[2];
  read->payload = std::move(*payload);
  return read;
}

std::optional<AgentLine> parseDrained(const std::vector<std::string_view>& words) {
  auto read = numbered(AgentLine::Kind::drained, words[1]);
  const auto unsent = parseNumber(words[2]);
  if (!read || !unsent) return std::nullopt;
  read->unsent = *unsent;
  return read;
}

}  // namespace

std::optional<AgentLine> parseAgentLine(std::string_view line) {
  if (line == "R") return AgentLine{};
  if (line.size() < 3 || line[1] != ' ') return std::nullopt;
  if (line[0] == 'P') return parsePayload(line);
  const auto words = splitWords(line);
  switch (line[0]) {
    case 'K': return words.size() == 2 ? numbered(AgentLine::Kind::kept, words[1]) : std::nullopt;
    case 'C': return words.size() == 2 ? numbered(AgentLine::Kind::close, words[1]) : std::nullopt;
    case 'Q': return words.size() == 4 ? parseQuestion(words) : std::nullopt;
    case 'D': return words.size() == 3 ? parseDrained(words) : std::nullopt;
    default: return std::nullopt;
  }
}

std::uint64_t numberOfLine(std::string_view line) noexcept {
  if (line.size() < 3 || line[1] != ' ') return 0;
  if (line[0] != 'S' && line[0] != 'W' && line[0] != 'H' && line[0] != 'T') return 0;
  const std::size_t end = line.find(' ', 2);
  return parseNumber(line.substr(2, end == std::string_view::npos ? end : end - 2)).value_or(0);
}

}  // namespace genkan::wire
