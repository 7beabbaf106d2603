#include "wire/line_reader.h"

#include <algorithm>

#include "wire/utf8.h"
#include "wire/wipe.h"

namespace genkan::wire {

LineReader::LineReader(std::size_t limit) : limit_(limit) {}

LineReader::~LineReader() { wipe(held_); }

void LineReader::feed(std::string_view bytes, const Take& take) {
  std::size_t start = 0;
  for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n', start)) {
    add(bytes.substr(start, end - start));
    finish(take);
    start = end + 1;
  }
  add(bytes.substr(start));
}

void LineReader::add(std::string_view part) {
  if (discarding_ || part.empty()) return;
  if (part.size() > limit_ - held_.size()) {
    discarding_ = true;
    wipe(held_);
    return;
  }
  if (held_.capacity() < held_.size() + part.size()) {
    // Grown by hand, so that the outgrown memory can be zeroed.
    std::string grown;
    grown.reserve(std::min(limit_, (held_.size() + part.size()) * 2));
    grown.append(held_);
    wipe(held_);
    held_.swap(grown);
  }
  held_.append(part);
}

void LineReader::finish(const Take& take) {
  if (discarding_) {
    discarding_ = false;
    take(LineState::tooLong, {});
    return;
  }
  std::string_view line = held_;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (isUtf8(line)) {
    take(LineState::ok, line);
  } else {
    take(LineState::notUtf8, {});
  }
  wipe(held_);
}

}  // namespace genkan::wire
