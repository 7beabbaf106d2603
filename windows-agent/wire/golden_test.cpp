// The same bytes are read by golden.unit.test.ts with the agent's own readers.
#include <fstream>
#include <sstream>

#include "wire/hex.h"
#include "wire/host_line.h"
#include "wire/json_reader.h"
#include "wire/json_writer.h"
#include "wire/line_reader.h"
#include "wire/testing/check.h"

using namespace genkan::wire;

namespace {

// One flat object a line, between "[" and "]".
std::vector<JsonObject> golden(const std::string& name) {
  const std::string here = __FILE__;
  std::ifstream file(here.substr(0, here.find_last_of('/') + 1) + "golden/" + name + ".json");
  std::vector<JsonObject> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line == "[" || line == "]") continue;
    if (line.back() == ',') line.pop_back();
    auto row = readFlatJson(line);
    CHECK(row.has_value());
    if (row) rows.push_back(std::move(*row));
  }
  CHECK(rows.size() > 5);
  return rows;
}

std::string text(const JsonObject& row, const char* name) {
  const std::string* found = row.text(name);
  return found == nullptr ? std::string() : *found;
}

std::string bytes(const JsonObject& row, const char* name) { return fromHex(text(row, name)).value_or("not hex"); }

std::vector<std::string> list(const std::string& joined) {
  std::vector<std::string> parts;
  std::istringstream in(joined);
  for (std::string part; std::getline(in, part, ',');) parts.push_back(part);
  return parts;
}

std::uint64_t number(const JsonObject& row, const char* name) { return static_cast<std::uint64_t>(row.number(name).value_or(0)); }
bool flag(const JsonObject& row, const char* name) { return row.flag(name).value_or(false); }

Stamp stampOf(const JsonObject& row) {
  return {row.number("utcMs").value_or(0), row.number("monotonicMs").value_or(0), static_cast<int>(row.number("utcOffsetMinutes").value_or(0))};
}

std::string hostLineOf(const JsonObject& row) {
  const std::string kind = text(row, "kind");
  const Account account{text(row, "sid"), bytes(row, "account")};
  const auto session = static_cast<unsigned long>(number(row, "sessionId"));
  const auto event = static_cast<unsigned>(number(row, "event"));
  if (kind == "begin") return beginLine(text(row, "bootId"), stampWord(stampOf(row)));
  if (kind == "caught-up") return caughtUpLine(stampOf(row));
  if (kind == "session") return sessionLine(number(row, "number"), event, session, stampOf(row), text(row, "source"), account);
  if (kind == "power") return powerLine(number(row, "number"), event, stampOf(row));
  if (kind == "heartbeat") return heartbeatLine(number(row, "number"), stampOf(row));
  if (kind == "stop") return stopLine(number(row, "number"), flag(row, "preshutdown"), stampOf(row)) + (flag(row, "past") ? " past" : "");
  if (kind == "open") return openLine(number(row, "connection"), flag(row, "console"), static_cast<unsigned long>(number(row, "processId")), session, account);
  if (kind == "payload") return payloadLine(number(row, "connection"), text(row, "json"));
  if (kind == "close") return closeLine(number(row, "connection"));
  if (kind == "answer") return answerLine(number(row, "id"), flag(row, "ok"), bytes(row, "bytes"));
  if (kind == "drain") return drainLine(number(row, "id"), static_cast<unsigned>(number(row, "seconds")));
  return "unknown kind " + kind;
}

const char* wordOf(AgentLine::Kind kind) {
  switch (kind) {
    case AgentLine::Kind::ready: return "ready";
    case AgentLine::Kind::kept: return "kept";
    case AgentLine::Kind::payload: return "payload";
    case AgentLine::Kind::close: return "close";
    case AgentLine::Kind::question: return "question";
    case AgentLine::Kind::drained: return "drained";
  }
  return "";
}

}  // namespace

TEST("when the golden JSON texts are read, then each is taken or refused, and written again as JSON.stringify does") {
  for (const JsonObject& row : golden("flat-json")) {
    const auto read = readFlatJson(bytes(row, "text"));
    CHECK_EQUAL(text(row, "name") + (read ? " read" : " refused"), text(row, "name") + (flag(row, "read") ? " read" : " refused"));
    if (read && flag(row, "read")) CHECK_EQUAL(writeFlatJson(*read), bytes(row, "canonical"));
  }
}

TEST("when the golden pieces come in, then the lines are those") {
  for (const JsonObject& row : golden("lines")) {
    std::vector<std::string> lines;
    LineReader reader(number(row, "limit"));
    for (const std::string& chunk : list(text(row, "chunks"))) {
      reader.feed(fromHex(chunk).value_or(""), [&lines](LineState state, std::string_view line) {
        lines.push_back(state == LineState::ok ? "ok:" + toHex(line) : state == LineState::tooLong ? "too-long" : "not-utf8");
      });
    }
    CHECK(lines == list(text(row, "lines")));
  }
}

TEST("when the host writes a line, then it is the golden one") {
  for (const JsonObject& row : golden("host-lines")) CHECK_EQUAL(hostLineOf(row), text(row, "line"));
}

TEST("when the agent says a golden line, then the host understands it") {
  for (const JsonObject& row : golden("agent-lines")) {
    const auto line = parseAgentLine(text(row, "line"));
    CHECK(line.has_value());
    if (!line) continue;
    CHECK_EQUAL(wordOf(line->kind), text(row, "kind"));
    CHECK_EQUAL(line->number, number(row, "number"));
    CHECK_EQUAL(line->unsent, number(row, "unsent"));
    CHECK_EQUAL(line->verb, text(row, "verb"));
    CHECK_EQUAL(line->payload, line->kind == AgentLine::Kind::question ? bytes(row, "bytes") : text(row, "json"));
  }
}
