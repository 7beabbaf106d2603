// A few threads for what may be slow. Each kind of work that can hang in Windows has its own, so that it holds up only its like.
#pragma once

#include <cstddef>
#include <functional>

#include "host/handle.h"
#include "host/thread.h"
#include "wire/bounded_queue.h"

namespace genkan::host {

class WorkerPool final {
 public:
  // `waiting`: how many tasks may wait for a thread.
  WorkerPool(int threads, std::size_t waiting);
  // Threads may hang in Windows; the process ends without waiting for them.
  ~WorkerPool() = default;

  // False when as much waits as may.
  bool post(std::function<void()> task);

 private:
  struct Shared {
    Mutex mutex;
    Handle semaphore;
    wire::BoundedQueue<std::function<void()>> tasks;
  };
  // Leaked on purpose: see the destructor.
  Shared* shared_;
};

}  // namespace genkan::host
