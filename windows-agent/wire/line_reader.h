// Cuts a byte stream into UTF-8 lines, as agent/src/host-link/line-splitter.ts does.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace genkan::wire {

// Longest line on the pipes, with its newline; the limits below are without it.
inline constexpr std::size_t maxFrameBytes = 65536;
inline constexpr std::size_t maxPipeLineBytes = maxFrameBytes - 1;
inline constexpr std::size_t maxHostLineBytes = 65536;

enum class LineState { ok, tooLong, notUtf8 };

class LineReader final {
 public:
  // `text` is empty unless `state` is ok; it is valid during the call only.
  using Take = std::function<void(LineState state, std::string_view text)>;

  explicit LineReader(std::size_t limit = maxPipeLineBytes);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  // Calls `take` once for each line that ends in these bytes. A line that is too long is thrown away up to
  // its newline and reported once. A carriage return before the newline is dropped. Lines may hold
  // passwords: what is held is zeroed as soon as the line was taken.
  void feed(std::string_view bytes, const Take& take);

  // Bytes of a line that has not ended yet.
  std::size_t held() const noexcept { return held_.size(); }

 private:
  void add(std::string_view part);
  void finish(const Take& take);

  std::size_t limit_;
  std::string held_;
  bool discarding_ = false;
};

}  // namespace genkan::wire
