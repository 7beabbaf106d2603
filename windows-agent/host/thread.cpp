#include "host/thread.h"

#include <exception>
#include <memory>

#include "host/service_log.h"

namespace genkan::host {

namespace {

DWORD WINAPI run(void* parameter) {
  const std::unique_ptr<std::function<void()>> body(static_cast<std::function<void()>*>(parameter));
  try {
    (*body)();
  } catch (const std::exception& error) {
    // Only want of memory gets here. A host in an unknown state must not judge anything: Windows starts it anew.
    log(LogLevel::error, std::string("A thread ended by an exception: ") + error.what());
    TerminateProcess(GetCurrentProcess(), 70);
  }
  return 0;
}

}  // namespace

Thread::Thread(std::function<void()> body) {
  auto owned = std::make_unique<std::function<void()>>(std::move(body));
  handle_.reset(CreateThread(nullptr, 1024 * 1024, run, owned.get(), STACK_SIZE_PARAM_IS_A_RESERVATION, nullptr));
  if (!handle_) throw std::bad_alloc();
  owned.release();
}

}  // namespace genkan::host
