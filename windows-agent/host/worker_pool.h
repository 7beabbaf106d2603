// A few threads for what may be slow: the proxy, password checks, Windows session calls.
#pragma once

#include <functional>

#include "host/handle.h"
#include "host/thread.h"
#include "wire/bounded_queue.h"

namespace genkan::host {

class WorkerPool final {
 public:
  explicit WorkerPool(int threads);
  // Threads may hang in Windows; the process ends without waiting for them.
  ~WorkerPool() = default;

  // False when too much waits already.
  bool post(std::function<void()> task);

 private:
  struct Shared {
    Mutex mutex;
    Handle semaphore;
    wire::BoundedQueue<std::function<void()>> tasks{64, 64};
  };
  // Leaked on purpose: see the destructor.
  Shared* shared_;
};

}  // namespace genkan::host
