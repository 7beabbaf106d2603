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

TEST("when any bit is changed, then no changed line is read") {
  const std::string whole = sample();
  const auto good = readSpill(whole);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = whole;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1u << bit));
      const auto read = readSpill(changed);
      CHECK(read.torn);
      for (std::size_t r = 0; r < read.records.size(); ++r) {
        for (std::size_t l = 0; l < read.records[r].lines.size(); ++l) CHECK_EQUAL(read.records[r].lines[l].text, good.records[r].lines[l].text);
      }
    }
  }
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
