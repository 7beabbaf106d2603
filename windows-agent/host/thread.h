// A thread whose body may not throw past its end; joined by its owner.
#pragma once

#include <functional>

#include "host/handle.h"

namespace genkan::host {

class Thread final {
 public:
  Thread() noexcept = default;
  explicit Thread(std::function<void()> body);
  ~Thread() { join(); }
  Thread(Thread&&) noexcept = default;
  Thread& operator=(Thread&& other) noexcept {
    join();
    handle_ = std::move(other.handle_);
    return *this;
  }
  void join() noexcept {
    if (handle_) WaitForSingleObject(handle_.get(), INFINITE);
    handle_.reset();
  }
  // Nobody joins it: it must own all that it uses.
  void detach() noexcept { handle_.reset(); }

 private:
  Handle handle_;
};

}  // namespace genkan::host
