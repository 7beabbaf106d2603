#include <string>
#include <vector>

#include "wire/crc32.h"
#include "wire/hex.h"
#include "wire/host_line.h"
#include "wire/line_reader.h"
#include "wire/testing/check.h"

using namespace genkan::wire;

namespace {

struct Seen {
  LineState state;
  std::string text;
};

std::vector<Seen> linesOf(LineReader& reader, std::string_view bytes) {
  std::vector<Seen> seen;
  reader.feed(bytes, [&](LineState state, std::string_view text) { seen.push_back({state, std::string(text)}); });
  return seen;
}

}  // namespace

TEST("when bytes come one by one, then the lines are the same as at once") {
  const std::string bytes = "one\r\n\xE5\xA4\xAA\n\nlast";
  LineReader whole, parts;
  const auto expected = linesOf(whole, bytes);
  std::vector<Seen> seen;
  for (const char byte : bytes) {
    for (auto& line : linesOf(parts, std::string_view(&byte, 1))) seen.push_back(line);
  }
  CHECK_EQUAL(seen.size(), expected.size());
  for (std::size_t i = 0; i < seen.size() && i < expected.size(); ++i) CHECK_EQUAL(seen[i].text, expected[i].text);
  CHECK_EQUAL(expected.at(0).text, std::string("one"));
  CHECK_EQUAL(parts.held(), std::size_t{4});
}

TEST("when a line is too long, then it is thrown away once and the next one is read") {
  LineReader reader(8);
  const auto seen = linesOf(reader, "123456789 and more\nfine\n");
  CHECK_EQUAL(seen.size(), std::size_t{2});
  CHECK(seen.at(0).state == LineState::tooLong && seen.at(0).text.empty());
  CHECK_EQUAL(seen.at(1).text, std::string("fine"));
}

TEST("when a line is no UTF-8, then it is reported without its text") {
  LineReader reader;
  const auto seen = linesOf(reader, "\xFF\xFE\n");
  CHECK_EQUAL(seen.size(), std::size_t{1});
  CHECK(seen.at(0).state == LineState::notUtf8 && seen.at(0).text.empty());
}

TEST("when the host speaks, then its lines are those that the agent's README names") {
  const Stamp stamp{1764000000000, 5000, 540};
  CHECK_EQUAL(heartbeatLine(10, stamp), std::string("H 10 1764000000000/5000/540"));
  CHECK_EQUAL(sessionLine(7, 5, 2, stamp, "console", {"S-1-5-21-1-2-3-1001", "a"}), std::string("S 7 5 2 1764000000000/5000/540 console S-1-5-21-1-2-3-1001 61"));
  CHECK_EQUAL(sessionLine(8, 3, 4, stamp, "rdp", {}), std::string("S 8 3 4 1764000000000/5000/540 rdp - -"));
  CHECK_EQUAL(stopLine(11, true, stamp), std::string("T 11 preshutdown 1764000000000/5000/540"));
  CHECK_EQUAL(openLine(3, false, 4242, 0, {}), std::string("O 3 logon 4242 0 - -"));
  CHECK_EQUAL(numberOfLine("W 9 18 1764000000000/5000/540"), std::uint64_t{9});
  CHECK_EQUAL(numberOfLine("P 9 {}"), std::uint64_t{0});
}

TEST("when the agent speaks, then only its own words are understood") {
  const auto question = parseAgentLine("Q 4 seal 00ff");
  CHECK(question.has_value() && question->verb == "seal" && question->payload == std::string("\0\xFF", 2));
  const auto payload = parseAgentLine("P 3 {\"v\":1, \"id\":\"a b\"}");
  CHECK(payload.has_value() && payload->number == 3 && payload->payload == "{\"v\":1, \"id\":\"a b\"}");
  CHECK(parseAgentLine("R").has_value());
  for (const char* text : {"", "Z", "R 1", "K", "K 01", "K -1", "P 3", "Q 1 seal 0", "Q x seal 00", "K 99999999999999999"}) {
    if (parseAgentLine(text).has_value()) genkan::testing::fail(__FILE__, __LINE__, std::string("was read: ") + text);
  }
}

TEST("when a SID may become part of a path, then nothing but a SID is one") {
  CHECK(isSid("S-1-5-21-1-2-3-1001"));
  for (const char* text : {"", "S-1", "S-1-", "S-1-5-..", "s-1-5-18", "S-1-5-18\\..", "S-1-5--18"}) CHECK(!isSid(text));
}

TEST("when a checksum is taken, then it is that of ISO 3309") { CHECK_EQUAL(crc32("123456789"), 0xCBF43926u); }
