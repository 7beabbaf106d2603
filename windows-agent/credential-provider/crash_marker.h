// Tells the next logon screen that this one crashed inside our code. The mark is set while our code works and
// lifted while it waits, so that a screen that Windows ends in the middle of a wait does not count; it is
// volatile, so that pulling the plug does not count either. Only LogonUI at the PC's own screen marks: others may
// be ended by Windows at any moment, on anybody's wish.
#pragma once

namespace genkan::provider {

// Counts the marks of processes that are gone into Guard\CrashCount. Once per process.
void countCrashes() noexcept;
// Windows accepted a logon from our tile: what went wrong before is over.
void forgetCrashes() noexcept;

// The end of that thread counts no more: whoever needed it has told it to stop.
void forgetThread(unsigned long thread) noexcept;

class Working final {
 public:
  Working() noexcept;
  ~Working();
  Working(const Working&) = delete;
  Working& operator=(const Working&) = delete;
};

// Lifts the mark of this thread while it waits.
class Waiting final {
 public:
  Waiting() noexcept;
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
};

}  // namespace genkan::provider
