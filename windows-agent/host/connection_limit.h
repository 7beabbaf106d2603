// How many connections one person may hold at once, from the moment they are made: who says nothing holds a pipe instance too.
// Pure, not locked.
#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace genkan::host {

class ConnectionLimit final {
 public:
  // One too many is told so, for which it holds its instance a little longer; while that goes on, further ones are cut off without a word.
  enum class Verdict { serve, refuse, drop };

  ConnectionLimit(std::size_t served, std::size_t refused) : served_(served), refused_(refused) {}

  // Somebody came; `gone` must follow unless it is dropped.
  Verdict came(const std::string& who) {
    Held& held = held_[who];
    if (held.served < served_) {
      ++held.served;
      return Verdict::serve;
    }
    if (held.refused >= refused_) return Verdict::drop;
    ++held.refused;
    return Verdict::refuse;
  }

  void gone(const std::string& who, Verdict verdict) {
    const auto place = held_.find(who);
    if (place == held_.end() || verdict == Verdict::drop) return;
    std::size_t& count = verdict == Verdict::serve ? place->second.served : place->second.refused;
    if (count > 0) --count;
    if (place->second.served == 0 && place->second.refused == 0) held_.erase(place);
  }

 private:
  struct Held {
    std::size_t served = 0;
    std::size_t refused = 0;
  };
  std::size_t served_;
  std::size_t refused_;
  std::map<std::string, Held> held_;
};

}  // namespace genkan::host
