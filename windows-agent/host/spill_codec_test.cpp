#include <algorithm>
#include <random>

#include "host/spill_codec.h"
#include "wire/testing/check.h"

using namespace genkan::host;

namespace {

std::string sample() {
  return spillBegin("one", "9/1/540") + spillLine("one", "S 1 5 2 10/2/540 console S-1-5-21-1 e5a4aa") + spillLine("one", "H 2 11/3/540") +
         spillBegin("two", "20/1/540") + spillLine("two", "T 1 stop 21/2/540");
}

}  // namespace

TEST("when a spill file is read, then the runs and their lines are there in order") {
  const auto read = readSpill(sample());
  CHECK(!read.torn);
  CHECK_EQUAL(read.records.size(), 2u);
  CHECK_EQUAL(read.records[0].bootId, "one");
  CHECK_EQUAL(read.records[0].beginStamp, "9/1/540");
  CHECK_EQUAL(read.records[0].lines.size(), 2u);
  CHECK_EQUAL(read.records[1].lines[0].text, "T 1 stop 21/2/540");
  CHECK(read.knows("two") && !read.knows("three"));
}

TEST("when the file is written again from what was read, then it is the same") {
  const auto read = readSpill(sample());
  std::vector<const BootRecord*> records;
  for (const auto& record : read.records) records.push_back(&record);
  CHECK_EQUAL(spillAll(records), sample());
}

TEST("when a heartbeat comes again under its number, then the later one counts") {
  const auto read = readSpill(sample() + spillLine("one", "H 2 99/9/540"));
  CHECK_EQUAL(read.records[0].lines.size(), 2u);
  CHECK_EQUAL(read.records[0].lines[1].text, "H 2 99/9/540");
}

TEST("when the file is torn at any byte, then all whole frames are read") {
  const std::string whole = sample();
  std::size_t before = 0;
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    const auto read = readSpill(std::string_view(whole).substr(0, length));
    CHECK(read.goodBytes <= length && read.goodBytes >= before);
    CHECK_EQUAL(read.torn, read.goodBytes != length);
    before = read.goodBytes;
  }
  CHECK_EQUAL(before, whole.size());
}

namespace {

std::vector<std::string> linesOf(const ReadSpill& read) {
  std::vector<std::string> lines;
  for (const auto& record : read.records) {
    for (const auto& line : record.lines) lines.push_back(record.bootId + " " + line.text);
  }
  return lines;
}

}  // namespace

TEST("when any bit is changed, then no changed line is read, and all frames but the changed one are") {
  const std::string whole = sample();
  const auto good = linesOf(readSpill(whole));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = whole;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1u << bit));
      const auto read = readSpill(changed);
      CHECK(read.torn || read.skippedBytes > 0);
      const auto lines = linesOf(read);
      CHECK(lines.size() + 1 >= good.size());
      for (const auto& line : lines) CHECK(std::find(good.begin(), good.end(), line) != good.end());
      CHECK_EQUAL(read.records.size() >= 1, true);
    }
  }
}

TEST("when a frame in the middle is damaged, then the rest is read, and that is told from the end of a write that a power cut ended") {
  const std::string head = spillBegin("one", "9/1/540") + spillLine("one", "W 1 4 10/2/540");
  std::string bad = spillLine("one", "W 2 18 11/3/540");
  bad[bad.size() - 3] = '!';
  const std::string tail = spillLine("one", "W 3 4 12/4/540");
  const auto read = readSpill(head + bad + tail);
  CHECK_EQUAL(read.records[0].lines.size(), 2u);
  CHECK_EQUAL(read.records[0].lines[1].text, "W 3 4 12/4/540");
  CHECK_EQUAL(read.skippedBytes, bad.size());
  CHECK(!read.torn);
  CHECK(read.damaged(head.size() + bad.size() + tail.size()));
  const auto cut = readSpill(head + bad.substr(0, 20));
  CHECK(cut.torn && cut.skippedBytes == 0);
  CHECK(!cut.damaged(head.size() + 20));
  CHECK(readSpill(head + std::string(200000, '\0')).damaged(head.size() + 200000));
}

TEST("when the frame that begins a run is damaged, then its lines are told with a stamp of that run") {
  std::string begin = spillBegin("one", "9000/1000/540");
  begin[6] = 'x';
  for (const char* line : {"S 1 5 2 10000/2000/540 console S-1-5-21-1 e5a4aa", "W 1 4 10000/2000/540", "H 1 10000/2000/540", "T 1 stop 10000/2000/540"}) {
    const auto read = readSpill(begin + spillLine("one", line));
    CHECK_EQUAL(read.records.size(), 1u);
    if (read.records.empty()) continue;
    CHECK_EQUAL(read.records[0].beginStamp, "10000/2000/540");
    CHECK_EQUAL(read.records[0].lines[0].text, line);
  }
}

TEST("when a file is nothing but beginnings of frames, then reading ends soon") {
  std::string bytes;
  for (int i = 0; i < 200000; ++i) bytes += std::string("GSP1\0\x40\0\0", 8);
  CHECK(readSpill(bytes).damaged(bytes.size()));
}

TEST("when the bytes are anything, then reading ends") {
  std::mt19937 random(7);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = i % 2 == 0 ? sample() : std::string("GSP1");
    const std::size_t extra = random() % 40;
    for (std::size_t n = 0; n < extra; ++n) bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(random() % (bytes.size() + 1)), static_cast<char>(random()));
    CHECK(readSpill(bytes).goodBytes <= bytes.size());
  }
}
