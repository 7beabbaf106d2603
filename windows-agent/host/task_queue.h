// Tasks for one thread. Posting never waits: the service's control handler posts here.
#pragma once

#include <deque>
#include <functional>

#include "host/handle.h"

namespace genkan::host {

class TaskQueue final {
 public:
  TaskQueue() : filled_(makeEvent(false)) {}

  void post(std::function<void()> task) {
    {
      const Locked locked(mutex_);
      tasks_.push_back(std::move(task));
    }
    SetEvent(filled_.get());
  }

  // Runs what has been posted; waits at most so long for the first task.
  void run(DWORD waitMs) {
    WaitForSingleObject(filled_.get(), waitMs);
    std::deque<std::function<void()>> taken;
    {
      const Locked locked(mutex_);
      taken.swap(tasks_);
    }
    for (auto& task : taken) task();
  }

 private:
  Mutex mutex_;
  Handle filled_;
  std::deque<std::function<void()>> tasks_;
};

}  // namespace genkan::host
