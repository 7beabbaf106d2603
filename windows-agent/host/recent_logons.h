// Who logged on or unlocked a moment ago: Windows may tell of it before the tile tells that its password was right. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace genkan::host {

class RecentLogons final {
 public:
  static constexpr std::int64_t recentMs = 10 * 1000;
  static constexpr std::size_t most = 256;

  void note(const std::string& sid, unsigned long sessionId, std::int64_t nowMs) {
    for (auto at = logons_.begin(); at != logons_.end();) at = nowMs - at->second.atMs > recentMs ? logons_.erase(at) : std::next(at);
    // More than that within ten seconds: the oldest goes, whatever its name.
    if (logons_.size() >= most && logons_.count(sid) == 0) {
      logons_.erase(std::min_element(logons_.begin(), logons_.end(), [](const auto& a, const auto& b) { return a.second.atMs < b.second.atMs; }));
    }
    logons_[sid] = {sessionId, nowMs};
  }

  // The session in which that account logged on last, if that was a moment ago.
  std::optional<unsigned long> sessionOf(const std::string& sid, std::int64_t nowMs) const {
    const auto place = logons_.find(sid);
    if (place == logons_.end() || nowMs - place->second.atMs > recentMs) return std::nullopt;
    return place->second.sessionId;
  }

 private:
  struct Logon {
    unsigned long sessionId;
    std::int64_t atMs;
  };
  std::map<std::string, Logon> logons_;
};

}  // namespace genkan::host
