// At most so many within so long, for each key (a SID).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace genkan::host {

class RateLimiter final {
 public:
  RateLimiter(std::size_t most, std::int64_t windowMs) : most_(most), windowMs_(windowMs) {}

  // Counts only what it allows.
  bool allow(const std::string& key, std::int64_t nowMs) {
    forget(nowMs);
    std::deque<std::int64_t>& times = times_[key];
    if (times.size() >= most_) return false;
    times.push_back(nowMs);
    return true;
  }

 private:
  void forget(std::int64_t nowMs) {
    for (auto at = times_.begin(); at != times_.end();) {
      while (!at->second.empty() && nowMs - at->second.front() >= windowMs_) at->second.pop_front();
      at = at->second.empty() ? times_.erase(at) : std::next(at);
    }
  }

  std::size_t most_;
  std::int64_t windowMs_;
  std::map<std::string, std::deque<std::int64_t>> times_;
};

}  // namespace genkan::host
