// Who is calling out at this moment, and whether anybody may still begin. Bookkeeping only: lock and waiting are
// its owner's.
#pragma once

#include <algorithm>
#include <vector>

namespace genkan::logon {

class CallGate final {
 public:
  using ThreadId = unsigned long;

  void open() noexcept { open_ = true; }
  void close() noexcept { open_ = false; }

  // False: the gate is closed, nothing began.
  bool begin(ThreadId thread) {
    if (!open_) return false;
    callers_.push_back(thread);
    return true;
  }
  void end(ThreadId thread) noexcept {
    const auto found = std::find(callers_.begin(), callers_.end(), thread);
    if (found != callers_.end()) callers_.erase(found);
  }
  // Whoever closes the gate from within its own call must not wait for that one.
  bool othersCalling(ThreadId thread) const noexcept {
    return std::any_of(callers_.begin(), callers_.end(), [thread](ThreadId caller) { return caller != thread; });
  }

 private:
  bool open_ = false;
  std::vector<ThreadId> callers_;
};

}  // namespace genkan::logon
