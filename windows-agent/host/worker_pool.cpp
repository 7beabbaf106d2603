#include "host/worker_pool.h"

namespace genkan::host {

WorkerPool::WorkerPool(int threads, std::size_t waiting) : shared_(new Shared{{}, {}, {waiting, waiting}}) {
  shared_->semaphore.reset(CreateSemaphoreW(nullptr, 0, 1000, nullptr));
  for (int i = 0; i < threads; ++i) {
    Thread thread([shared = shared_] {
      for (;;) {
        WaitForSingleObject(shared->semaphore.get(), INFINITE);
        std::function<void()> task;
        {
          const Locked locked(shared->mutex);
          if (shared->tasks.empty()) continue;
          task = shared->tasks.pop();
        }
        task();
      }
    });
    thread.detach();
  }
}

bool WorkerPool::post(std::function<void()> task) {
  {
    const Locked locked(shared_->mutex);
    if (!shared_->tasks.push(std::move(task), 1)) return false;
  }
  ReleaseSemaphore(shared_->semaphore.get(), 1, nullptr);
  return true;
}

}  // namespace genkan::host
