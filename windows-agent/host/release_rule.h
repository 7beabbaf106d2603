// When a kept password may leave the vault: only on the connection on which a one-time code alone was accepted
// for the same account a moment ago, and only once.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace genkan::host {

class ReleaseRule final {
 public:
  static constexpr std::int64_t releaseWithinMs = 60 * 1000;

  // A `check` went to the agent. `otpAlone`: its factors were the one-time code and nothing else.
  void checkSent(const std::string& id, const std::string& sid, bool otpAlone) {
    // A full table forgets nothing: forgetting would let an old verdict be taken for a new check's.
    if (checks_.size() >= maxChecks && checks_.count(id) == 0) return;
    const auto [place, isNew] = checks_.emplace(id, Check{sid, otpAlone ? State::pending : State::spoiled, 0});
    // An id used twice says nothing about either check.
    if (!isNew) place->second.state = State::spoiled;
  }

  void answered(const std::string& id, bool accepted, std::int64_t nowMs) {
    const auto place = checks_.find(id);
    if (place == checks_.end() || place->second.state != State::pending) return;
    place->second.state = accepted ? State::accepted : State::spoiled;
    place->second.acceptedMs = nowMs;
  }

  // True at most once for a check.
  bool release(const std::string& id, const std::string& sid, std::int64_t nowMs) {
    const auto place = checks_.find(id);
    if (place == checks_.end() || place->second.state != State::accepted || place->second.sid != sid || sid.empty()) return false;
    place->second.state = State::spoiled;
    return nowMs - place->second.acceptedMs <= releaseWithinMs;
  }

 private:
  enum class State { pending, accepted, spoiled };
  struct Check {
    std::string sid;
    State state;
    std::int64_t acceptedMs;
  };
  // A person tries a few times on one connection; a check beyond that only gets no release.
  static constexpr std::size_t maxChecks = 64;
  std::map<std::string, Check> checks_;
};

}  // namespace genkan::host
