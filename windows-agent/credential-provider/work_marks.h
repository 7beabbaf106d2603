// Which threads of this process are inside our code and not waiting, for the crash marker. Bookkeeping only.
#pragma once

#include <algorithm>
#include <vector>

namespace genkan::logon {

class WorkMarks final {
 public:
  using ThreadId = unsigned long;

  void enter(ThreadId thread) {
    for (Entry& entry : entries_) {
      if (entry.thread == thread) return void(++entry.depth);
    }
    entries_.push_back({thread, 1, 0, false});
  }
  void leave(ThreadId thread) noexcept {
    Entry* entry = find(thread);
    if (entry == nullptr || --entry->depth > 0) return;
    // Ids are given again: the next thread of this id is another one.
    entries_.erase(entries_.begin() + (entry - entries_.data()));
  }
  void beginWait(ThreadId thread) noexcept {
    if (Entry* entry = find(thread)) ++entry->waits;
  }
  void endWait(ThreadId thread) noexcept {
    if (Entry* entry = find(thread)) --entry->waits;
  }
  // Nobody needs this thread any more: its end is no crash, whatever it still does.
  void retire(ThreadId thread) noexcept {
    if (Entry* entry = find(thread)) entry->retired = true;
  }
  bool marked() const noexcept {
    return std::any_of(entries_.begin(), entries_.end(), [](const Entry& entry) { return entry.waits == 0 && !entry.retired; });
  }

 private:
  struct Entry {
    ThreadId thread;
    int depth;
    int waits;
    bool retired;
  };
  Entry* find(ThreadId thread) noexcept {
    for (Entry& entry : entries_) {
      if (entry.thread == thread) return &entry;
    }
    return nullptr;
  }
  std::vector<Entry> entries_;
};

// The screen at the PC itself. Anyone may have Windows end the logon screen of a remote session at any moment, by
// disconnecting: were such ends counted, two of them would switch the enforcement off for the whole PC.
struct ScreenFacts {
  bool logonScreen = false;  // this process is LogonUI
  bool remote = false;
  unsigned long session = 0;
  unsigned long consoleSession = 0;
};
constexpr bool countsCrashes(const ScreenFacts& facts) { return facts.logonScreen && !facts.remote && facts.session == facts.consoleSession; }

}  // namespace genkan::logon
