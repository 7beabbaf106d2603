// The agent as child: its three pipes, a job that ends it with the host, and the threads that serve them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "host/handle.h"
#include "host/rotating_file.h"
#include "host/thread.h"
#include "wire/bounded_queue.h"
#include "wire/host_line.h"

namespace genkan::host {

class AgentProcess final {
 public:
  // Called from threads of the process.
  struct Listener {
    std::function<void(wire::AgentLine line)> line;
    // The process is gone and all its lines were given; the last call.
    std::function<void(unsigned long exitCode)> ended;
  };

  // Null, with the cause in the log, when Windows cannot start it.
  static std::unique_ptr<AgentProcess> start(const std::wstring& commandLine, RotatingFile& errors, Listener listener);
  ~AgentProcess();
  AgentProcess(const AgentProcess&) = delete;
  AgentProcess& operator=(const AgentProcess&) = delete;

  // Queues a line for the writer thread. False when too much waits: the agent does not read.
  bool send(std::string line);
  bool hasRoom(std::size_t bytes);
  // Ends it and whatever it started.
  void kill() noexcept;
  unsigned long processId() const noexcept { return processId_; }

 private:
  AgentProcess() = default;
  bool create(const std::wstring& commandLine, HANDLE input, HANDLE output, HANDLE errors);
  void readLines();
  void writeLines();
  void pumpErrors(RotatingFile& errors);

  Listener listener_;
  Handle job_;
  Handle process_;
  unsigned long processId_ = 0;
  Handle toAgent_;
  Handle fromAgent_;
  Handle errorsOfAgent_;
  Mutex mutex_;
  Handle queued_;
  bool closing_ = false;
  wire::BoundedQueue<std::string> queue_{4096, 4 * 1024 * 1024};
  Thread reader_;
  Thread writer_;
  Thread errorPump_;
};

}  // namespace genkan::host
