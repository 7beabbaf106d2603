#include "host/spill_codec.h"

#include <algorithm>
#include <cstdint>

#include "wire/crc32.h"
#include "wire/host_line.h"
#include "wire/line_reader.h"
#include "wire/utf8.h"

namespace genkan::host {

namespace {

constexpr std::string_view magic = "GSP1";
constexpr std::size_t headBytes = 12;
constexpr std::size_t maxPayload = wire::maxHostLineBytes + 64;
// Each place that looks like a frame may cost a check of so many bytes; a file that is nothing but such places is given up.
constexpr std::size_t maxMisses = 10000;

void appendU32(std::string& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(static_cast<unsigned char>(value >> shift)));
}

std::uint32_t u32At(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::string frame(const std::string& payload) {
  std::string out(magic);
  appendU32(out, static_cast<std::uint32_t>(payload.size()));
  appendU32(out, wire::crc32(payload));
  return out + payload;
}

BootRecord* find(std::vector<BootRecord>& records, std::string_view bootId) {
  for (BootRecord& record : records) {
    if (record.bootId == bootId) return &record;
  }
  return nullptr;
}

void addLine(BootRecord& record, std::string_view text) {
  const std::uint64_t number = wire::numberOfLine(text);
  if (number == 0) return;
  const auto place = std::lower_bound(record.lines.begin(), record.lines.end(), number,
                                      [](const NumberedLine& line, std::uint64_t wanted) { return line.number < wanted; });
  if (place != record.lines.end() && place->number == number) {
    place->text = text;
    return;
  }
  NumberedLine line;
  line.number = number;
  line.text = text;
  record.lines.insert(place, std::move(line));
}

// The stamp of a numbered line, as text; empty when it has none.
std::string_view stampOf(std::string_view line) {
  const auto words = wire::splitWords(line);
  const std::size_t at = words[0] == "S" ? 4 : words[0] == "H" ? 2 : 3;
  return words.size() > at ? words[at] : std::string_view();
}

// False for a payload that no version of the host writes.
bool addPayload(ReadSpill& read, std::string_view payload) {
  if (payload.size() < 4 || payload[1] != ' ' || !wire::isUtf8(payload)) return false;
  const std::size_t space = payload.find(' ', 2);
  if (space == std::string_view::npos) return false;
  const std::string_view bootId = payload.substr(2, space - 2);
  const std::string_view rest = payload.substr(space + 1);
  BootRecord* record = find(read.records, bootId);
  const bool begins = payload[0] == 'B';
  if (!begins && (payload[0] != 'L' || wire::numberOfLine(rest) == 0)) return false;
  if (record == nullptr) {
    // A line whose `B` frame is damaged: any stamp of that run tells when it began, for both of its clocks are in it.
    const std::string_view stamp = begins ? rest : stampOf(rest);
    if (stamp.empty()) return false;
    read.records.emplace_back();
    record = &read.records.back();
    record->bootId = bootId;
    record->beginStamp = stamp;
  }
  if (!begins) addLine(*record, rest);
  return true;
}

// Length of the whole frame at the start of `bytes`, its payload taken; 0 when there is none.
std::size_t takeFrame(ReadSpill& read, std::string_view bytes) {
  if (bytes.size() < headBytes || bytes.substr(0, magic.size()) != magic) return 0;
  const std::size_t length = u32At(bytes, 4);
  if (length > maxPayload || length > bytes.size() - headBytes) return 0;
  const std::string_view payload = bytes.substr(headBytes, length);
  return wire::crc32(payload) == u32At(bytes, 8) && addPayload(read, payload) ? headBytes + length : 0;
}

}  // namespace

std::string spillBegin(std::string_view bootId, std::string_view beginStamp) {
  return frame("B " + std::string(bootId) + " " + std::string(beginStamp));
}

std::string spillLine(std::string_view bootId, std::string_view line) {
  return frame("L " + std::string(bootId) + " " + std::string(line));
}

std::string spillAll(const std::vector<const BootRecord*>& records) {
  std::string out;
  for (const BootRecord* record : records) {
    out += spillBegin(record->bootId, record->beginStamp);
    for (const NumberedLine& line : record->lines) out += spillLine(record->bootId, line.text);
  }
  return out;
}

bool ReadSpill::knows(std::string_view bootId) const noexcept {
  for (const BootRecord& record : records) {
    if (record.bootId == bootId) return true;
  }
  return false;
}

bool ReadSpill::damaged(std::size_t fileBytes) const noexcept { return skippedBytes > 0 || fileBytes - goodBytes > maxPayload + headBytes; }

ReadSpill readSpill(std::string_view bytes) {
  ReadSpill read;
  std::size_t at = 0;
  std::size_t misses = 0;
  while (at < bytes.size() && misses < maxMisses) {
    const std::size_t length = takeFrame(read, bytes.substr(at));
    if (length > 0) {
      read.skippedBytes += at - read.goodBytes;
      at += length;
      read.goodBytes = at;
      continue;
    }
    ++misses;
    const std::size_t next = bytes.find(magic, at + 1);
    if (next == std::string_view::npos) break;
    at = next;
  }
  read.torn = read.goodBytes != bytes.size();
  return read;
}

}  // namespace genkan::host
